using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Fusionize.Generators.Tests.Routes;

/// <summary>
/// A request as each of AWS's services hands it to a function, and a function's answer as the service reads it. Written from AWS's pages on the
/// payload formats of HTTP APIs and function URLs (2.0), REST APIs (1.0) and load balancers.
/// </summary>
internal static class AwsEvents
{
    public static readonly (string Name, bool HasLists, Func<HttpCase, JsonObject> Event)[] Shapes =
    [
        ("HTTP API", true, c => Version2(c, isUrl: false)),
        ("function URL", true, c => Version2(c, isUrl: true)),
        ("HTTP API with a stage", true, c => Staged(Version2(c, isUrl: false))),
        ("REST API", true, Version1),
        ("load balancer", false, c => LoadBalancer(c, lists: false)),
        ("load balancer with lists", true, c => LoadBalancer(c, lists: true)),
    ];

    private static JsonObject Version2(HttpCase c, bool isUrl)
    {
        // An HTTP API decodes the path once, a function URL doesn't.
        var path = isUrl ? c.Path : Uri.UnescapeDataString(c.Path);
        var made = new JsonObject
        {
            ["version"] = "2.0",
            ["routeKey"] = "$default",
            ["rawPath"] = path,
            ["rawQueryString"] = c.Query,
        };
        var cookies = c.Headers.Where(h => IsCookie(h.Key)).SelectMany(h => h.Value.Split("; ")).ToList();
        if (cookies.Count > 0)
            made["cookies"] = Array(cookies);
        made["headers"] = Object(c.Headers.Where(h => !IsCookie(h.Key)).GroupBy(h => h.Key.ToLowerInvariant(), h => h.Value), values =>
            string.Join(",", values)
        );
        if (c.Query.Length > 0)
            made["queryStringParameters"] = Object(Pairs(c.Query, decoded: true), values => string.Join(",", values));
        made["requestContext"] = new JsonObject
        {
            ["accountId"] = "123456789012",
            ["apiId"] = "api-id",
            ["domainName"] = isUrl ? "api-id.lambda-url.us-west-2.on.aws" : "api-id.execute-api.us-east-1.amazonaws.com",
            ["domainPrefix"] = "api-id",
            ["http"] = new JsonObject
            {
                ["method"] = c.Method,
                ["path"] = path,
                ["protocol"] = "HTTP/1.1",
                ["sourceIp"] = "192.0.2.1",
                ["userAgent"] = "agent",
            },
            ["requestId"] = "id",
            ["routeKey"] = "$default",
            ["stage"] = "$default",
            ["time"] = "12/Mar/2020:19:03:58 +0000",
            ["timeEpoch"] = 1583348638390,
        };
        AddBody(made, c);
        return made;
    }

    private static JsonObject Staged(JsonObject made)
    {
        made["rawPath"] = "/test" + (string)made["rawPath"]!;
        made["requestContext"]!["stage"] = "test";
        return made;
    }

    private static JsonObject Version1(HttpCase c)
    {
        var headers = c.Headers.GroupBy(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase).ToList();
        var query = Pairs(c.Query, decoded: true);
        var made = new JsonObject
        {
            ["resource"] = "/{proxy+}",
            ["path"] = c.Path,
            ["httpMethod"] = c.Method,
            ["headers"] = Object(headers, values => values.Last()),
            ["multiValueHeaders"] = Lists(headers),
            ["queryStringParameters"] = query.Count == 0 ? null : Object(query, values => values.Last()),
            ["multiValueQueryStringParameters"] = query.Count == 0 ? null : Lists(query),
            ["pathParameters"] = null,
            ["stageVariables"] = null,
            ["requestContext"] = new JsonObject
            {
                ["resourceId"] = "123456",
                ["resourcePath"] = "/{proxy+}",
                ["httpMethod"] = c.Method,
                ["path"] = "/prod" + c.Path,
                ["stage"] = "prod",
                ["apiId"] = "1234567890",
                ["identity"] = new JsonObject { ["sourceIp"] = "192.0.2.1" },
            },
        };
        AddBody(made, c);
        made.TryAdd("body", null);
        return made;
    }

    private static JsonObject LoadBalancer(HttpCase c, bool lists)
    {
        var headers = c.Headers.GroupBy(h => h.Key.ToLowerInvariant(), h => h.Value).ToList();
        var query = Pairs(c.Query, decoded: false);
        var made = new JsonObject
        {
            ["requestContext"] = new JsonObject
            {
                ["elb"] = new JsonObject
                {
                    ["targetGroupArn"] = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/t/6d0ecf831eec9f09",
                },
            },
            ["httpMethod"] = c.Method,
            ["path"] = c.Path,
        };
        if (lists)
        {
            headers.AddRange(((KeyValuePair<string, string>[])[new("x-forwarded-port", "80")]).GroupBy(h => h.Key, h => h.Value));
            made["multiValueQueryStringParameters"] = Lists(query);
            made["multiValueHeaders"] = Lists(headers);
        }
        else
        {
            made["queryStringParameters"] = Object(query, values => values.Last());
            made["headers"] = Object(headers, values => values.Last());
        }
        AddBody(made, c);
        made.TryAdd("body", "");
        return made;
    }

    /// <summary>Text of a few types is sent as it is, everything else as base64.</summary>
    private static void AddBody(JsonObject made, HttpCase c)
    {
        var type = (c.Header("content-type") ?? "").Split(';')[0].Trim();
        var isText =
            c.Header("content-encoding") is null
            && (type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json" or "application/javascript" or "application/xml")
            && Utf8.IsValid(c.Body);
        if (c.Body.Length > 0)
            made["body"] = isText ? Encoding.UTF8.GetString(c.Body) : Convert.ToBase64String(c.Body);
        made["isBase64Encoded"] = c.Body.Length > 0 && !isText;
    }

    /// <summary>What a client receives.</summary>
    public static (int Status, List<string> Headers, byte[] Body) Read(JsonObject answer)
    {
        var headers = new List<string>();
        foreach (var (name, value) in answer["headers"]?.AsObject() ?? [])
            headers.Add($"{name.ToLowerInvariant()}: {(string)value!}");
        foreach (var (name, values) in answer["multiValueHeaders"]?.AsObject() ?? [])
            headers.AddRange(values!.AsArray().Select(value => $"{name.ToLowerInvariant()}: {(string)value!}"));
        foreach (var cookie in answer["cookies"]?.AsArray() ?? [])
            headers.Add($"set-cookie: {(string)cookie!}");
        var body = (string?)answer["body"] ?? "";
        return (
            (int)answer["statusCode"]!,
            headers,
            (bool?)answer["isBase64Encoded"] == true ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body)
        );
    }

    private static List<IGrouping<string, string>> Pairs(string query, bool decoded) =>
        [
            .. query
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(p => p.Split('=', 2))
                .GroupBy(p => Text(p[0], decoded), p => p.Length == 2 ? Text(p[1], decoded) : ""),
        ];

    private static string Text(string text, bool decoded) => decoded ? Uri.UnescapeDataString(text.Replace('+', ' ')) : text;

    private static bool IsCookie(string name) => name.Equals("cookie", StringComparison.OrdinalIgnoreCase);

    private static JsonObject Object(IEnumerable<IGrouping<string, string>> fields, Func<IEnumerable<string>, string> value) =>
        new(fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)JsonValue.Create(value(f)))));

    private static JsonObject Lists(IEnumerable<IGrouping<string, string>> fields) =>
        new(fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)Array(f))));

    private static JsonArray Array(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode?)JsonValue.Create(v))]);
}
