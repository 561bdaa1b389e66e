namespace Fusionize.Remote;

/// <summary>The credentials that requests to AWS are signed with.</summary>
internal sealed class Credentials(string accessKeyId, string secretAccessKey, string? sessionToken)
{
    public readonly string AccessKeyId = accessKeyId;
    public readonly string SecretAccessKey = secretAccessKey;
    public readonly string? SessionToken = sessionToken;

    /// <summary>
    /// Reads the environment variables, where Lambda puts the role's credentials. Null if there are none: a local platform doesn't check signatures.
    /// </summary>
    public static Credentials? Read()
    {
        var id = Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID");
        var secret = Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY");
        var token = Environment.GetEnvironmentVariable("AWS_SESSION_TOKEN");
        return string.IsNullOrEmpty(id) || string.IsNullOrEmpty(secret)
            ? null
            : new Credentials(id, secret, string.IsNullOrEmpty(token) ? null : token);
    }
}
