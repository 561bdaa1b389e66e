using System.Security.Cryptography;
using System.Text;

namespace Fusionize.Packaging;

/// <summary>Names of functions on the platform.</summary>
public static class FunctionNames
{
    /// <summary>Lambda's limit for the length of a name.</summary>
    public const int MaxLength = 64;

    /// <summary><c>app-Group</c>. A longer name is shortened, and a hash distinguishes it from other names with the same beginning.</summary>
    public static string Of(string app, string group)
    {
        var name = $"{app}-{group.Replace('.', '-')}";
        if (name.Length <= MaxLength)
            return name;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8];
        return name[..(MaxLength - hash.Length)] + hash;
    }
}
