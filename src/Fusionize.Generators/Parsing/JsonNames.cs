using Fusionize.Generators.Analyzers.Values;
using Microsoft.CodeAnalysis;

namespace Fusionize.Generators.Parsing;

/// <summary>The names that System.Text.Json gives members with the options of a function.</summary>
internal static class JsonNames
{
    public static string Of(ISymbol member) =>
        JsonAttributes.Get(member, "JsonPropertyNameAttribute") is { ConstructorArguments: [{ Value: string name }] } ? name : CamelCase(member.Name);

    public static string CamelCase(string name)
    {
        var letters = name.ToCharArray();
        for (var i = 0; i < letters.Length && char.IsUpper(letters[i]); i++)
        {
            if (i > 0 && i + 1 < letters.Length && !char.IsUpper(letters[i + 1]))
                break;
            letters[i] = char.ToLowerInvariant(letters[i]);
        }
        return new string(letters);
    }
}
