using System.CommandLine;
using Fusionize.Aws;

namespace Fusionize.Cli.Commands;

/// <summary>Where the platform is: options of every command that talks to it.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<Uri?> _endpoint = new("--endpoint")
    {
        Description = "The platform's address, as 'fusionize local' prints it. Default: AWS, as the environment and the profile say.",
        CustomParser = Parse.With(text => (Uri?)Addresses.Parse(text)),
    };

    private readonly Option<string?> _region = new("--region") { Description = "The AWS region. Default: AWS_REGION, or the profile's." };
    private readonly Option<string?> _profile = new("--profile") { Description = "The AWS profile with the credentials. Default: AWS_PROFILE." };

    public void AddTo(Command command)
    {
        command.Add(_endpoint);
        command.Add(_region);
        command.Add(_profile);
    }

    public AwsConnection Read(ParseResult parsed) =>
        new()
        {
            Endpoint = parsed.GetValue(_endpoint),
            Region = parsed.GetValue(_region),
            Profile = parsed.GetValue(_profile),
        };

    public bool IsLocal(ParseResult parsed) => parsed.GetValue(_endpoint) is { IsLoopback: true };
}
