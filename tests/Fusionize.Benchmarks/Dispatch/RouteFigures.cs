using System.Text.Json;
using Fusionize.Benchmarks.Infrastructure;

namespace Fusionize.Benchmarks.Dispatch;

/// <summary>Finding the route of an HTTP event and binding three parameters, against reading the event's JSON.</summary>
internal static class RouteFigures
{
    /// <summary>An event of an HTTP API, with the headers that a browser sends.</summary>
    private static readonly byte[] s_event = """
        {"version":"2.0","routeKey":"GET /sensors/{sensor}/readings","rawPath":"/sensors/sensor-17/readings","rawQueryString":"limit=20","headers":{"accept":"application/json","accept-encoding":"gzip, br","accept-language":"en","content-length":"0","host":"abcdefghij.execute-api.eu-central-1.amazonaws.com","user-agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36","x-amzn-trace-id":"Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e","x-forwarded-for":"205.255.255.176","x-forwarded-port":"443","x-forwarded-proto":"https","x-unit":"celsius"},"queryStringParameters":{"limit":"20"},"requestContext":{"accountId":"123456789012","apiId":"abcdefghij","domainName":"abcdefghij.execute-api.eu-central-1.amazonaws.com","domainPrefix":"abcdefghij","http":{"method":"GET","path":"/sensors/sensor-17/readings","protocol":"HTTP/1.1","sourceIp":"205.255.255.176","userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"},"requestId":"JKJaXmPLvHcESHA=","routeKey":"GET /sensors/{sensor}/readings","stage":"$default","time":"10/Mar/2020:05:16:23 +0000","timeEpoch":1583817383220},"pathParameters":{"sensor":"sensor-17"},"isBase64Encoded":false}
        """u8.ToArray();

    public static void Measure(Report report)
    {
        report.Heading("The route of an HTTP event, and its three parameters");
        var routes = Fusionize.Generated.In_Fusionize_Benchmarks.TaskRoutes.ListReadings_Routes;
        var measured = Timing.Compare(new Variant("JSON", n =>
            {
                for (var i = 0; i < n; i++)
                    ReadJson();
            }), new Variant("binding", n =>
            {
                for (var i = 0; i < n; i++)
                {
                    var http = routes.Receive(s_event, "ListReadings")!;
                    Fusionize.Generated.In_Fusionize_Benchmarks.TaskRoutes.ListReadings_Bind(http, out var sensor, out var limit, out var unit);
                    if (limit != 20 || sensor.Length != 9 || unit.Length != 7)
                        throw new InvalidOperationException("Bound to other values.");
                }
            }));
        report.Add("route: reading the event's JSON", measured[0].Nanoseconds, "ns");
        report.Add("route: matched and bound", measured[1].Nanoseconds, "ns");
        report.Add("route: beyond JSON", measured[1].Nanoseconds - measured[0].Nanoseconds, "ns", Target.AtMost(1000));
        report.Add("route: allocated", measured[1].Bytes, "B");
    }

    private static void ReadJson()
    {
        var json = new Utf8JsonReader(s_event);
        while (json.Read()) { }
    }
}
