using Fusionize.Remote;

namespace Fusionize.Tests.Functions;

/// <summary>The signatures that AWS publishes in its Signature Version 4 test suite.</summary>
public sealed class SigV4Tests
{
    private static readonly DateTime s_time = new(2015, 8, 30, 12, 36, 0, DateTimeKind.Utc);
    private static readonly Credentials s_credentials = new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null);

    [Theory]
    [InlineData("get-vanilla", "GET", "", "", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData(
        "get-vanilla-query-order-key-case",
        "GET",
        "Param1=value1&Param2=value2",
        "",
        "",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
    )]
    [InlineData("post-vanilla", "POST", "", "", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData(
        "post-x-www-form-urlencoded",
        "POST",
        "",
        "application/x-www-form-urlencoded",
        "Param1=value1",
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
    )]
    public void Signs_as_the_suite_does(string name, string method, string query, string contentType, string body, string signature)
    {
        _ = name;
        List<(string, string)> headers = [("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")];
        if (contentType.Length > 0)
            headers.Insert(0, ("content-type", contentType));
        var authorization = new SigV4(s_credentials, "us-east-1", "service").Authorize(
            method,
            "/",
            query,
            headers.ToArray(),
            System.Text.Encoding.UTF8.GetBytes(body),
            s_time
        );
        var signed = contentType.Length > 0 ? "content-type;host;x-amz-date" : "host;x-amz-date";
        Assert.Equal(
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders={signed}, Signature={signature}",
            authorization
        );
    }

    [Fact]
    public void Derives_a_new_key_each_day()
    {
        var signer = new SigV4(s_credentials, "us-east-1", "service");
        string Sign(DateTime time) => signer.Authorize("GET", "/", "", [("host", "h"), ("x-amz-date", SigV4.Timestamp(time))], [], time);
        var first = Sign(s_time);
        Assert.NotEqual(first, Sign(s_time.AddDays(1)));
        Assert.Equal(first, Sign(s_time));
    }
}
