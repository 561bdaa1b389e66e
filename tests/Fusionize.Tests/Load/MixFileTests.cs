using System.Text;
using Fusionize.Rounds.Load;

namespace Fusionize.Tests.Load;

public sealed class MixFileTests
{
    [Fact]
    public void A_mix_says_what_is_sent_and_how_often()
    {
        var mix = Parse(
            """
            {
              // comments help whoever keeps the file
              "requests": [
                { "entry": "Checkout", "weight": 15, "body": { "cart": "c{n}" } },
                { "method": "get", "path": "/products/{n}?size=2", "headers": { "Accept": "text/html" }, "weight": 60 },
                { "path": "/cart", "body": {} },
              ],
            }
            """
        );

        Assert.Equal(["Checkout", "GET /products/{n}?size=2", "POST /cart"], mix.Requests.Select(r => r.Name));
        Assert.Equal([15, 60, 1], mix.Requests.Select(r => r.Weight));
        Assert.Equal("""{ "cart": "c{n}" }""", Encoding.UTF8.GetString(mix.Requests[0].Body.Span));
        Assert.Equal(0, mix.Requests[1].Body.Length);
        Assert.Equal(KeyValuePair.Create("Accept", "text/html"), Assert.Single(mix.Requests[1].Headers));
        Assert.Null(mix.Times);
    }

    [Fact]
    public void A_form_is_sent_encoded_and_numbered()
    {
        var mix = Parse("""{"requests":[{"path":"/orders","form":{"full name":"Ann & {n}","city":"Århus"}}]}""");

        var request = Assert.Single(mix.Requests);
        Assert.Equal("POST /orders", request.Name);
        Assert.Equal(KeyValuePair.Create("content-type", "application/x-www-form-urlencoded"), Assert.Single(request.Headers));
        Assert.Equal("full%20name=Ann%20%26%207&city=%C3%85rhus", Encoding.UTF8.GetString(new NumberedText(request.Body.Span).Of(7)));
    }

    [Fact]
    public void Rates_of_their_own_add_up()
    {
        var mix = Parse("""{"requests":[{"entry":"A","rate":"90/min"},{"entry":"B","rate":0.5}]}""");

        Assert.Equal(2, mix.Times!.RatePerSecond);
        Assert.Equal([0, 0, 1, 0], mix.Kinds().Take(4));
    }

    [Fact]
    public void A_recording_is_sent_as_it_was_recorded()
    {
        var mix = MixFile.ParseRecording(
            """
            {"at":2.5,"entry":"B","body":[1]}

            {"at":0,"entry":"A"}
            {"at":1.25,"entry":"A","body":null}
            """u8
        );

        Assert.Equal(["A", "A", "B"], mix.Requests.Select(r => r.Entry!));
        Assert.Equal([0, 1.25, 2.5], mix.Times!.Starts.Select(s => s.TotalSeconds));
        Assert.Equal([0, 1, 2, 0], mix.Kinds().Take(4));
    }

    [Fact]
    public void A_recording_without_times_keeps_its_order() =>
        Assert.Equal(
            (true, null, 2),
            MixFile.ParseRecording("{\"entry\":\"A\"}\r\n{\"entry\":\"B\"}\r\n"u8) is var mix
                ? (mix.IsRecording, mix.Times, mix.Requests.Length)
                : default
        );

    [Theory]
    [InlineData("", "the file isn't JSON")]
    [InlineData("[]", "a mix is {")]
    [InlineData("""{"requests":{}}""", "a mix is {")]
    [InlineData("""{"requests":[]}""", "there is no request in it.")]
    [InlineData("""{"requests":[{}],"rate":3}""", "'rate' is no member of a mix")]
    [InlineData("""{"requests":[7]}""", "requests[0] must be an object")]
    [InlineData(
        """{"requests":[{"entrie":"A"}]}""",
        "requests[0].entrie is unknown. A request has entry, method, path, headers, body, form, weight and rate."
    )]
    [InlineData("""{"requests":[{"entry":""}]}""", "requests[0].entry must be a string that isn't empty.")]
    [InlineData("""{"requests":[{"entry":"A","weight":0}]}""", "requests[0].weight must be a number above 0")]
    [InlineData("""{"requests":[{"entry":"A","weight":1e300}]}""", "requests[0].weight must be a number above 0, at most 1000000000.")]
    [InlineData("""{"requests":[{"entry":"A","weight":"3"}]}""", "requests[0].weight must be a number")]
    [InlineData("""{"requests":[{"entry":"A","rate":"0/s"}]}""", "requests[0].rate: '0/s' is not a rate.")]
    [InlineData("""{"requests":[{"entry":"A","rate":1},{"entry":"B"}]}""", "requests[1] has no rate: give each request a rate, or none.")]
    [InlineData("""{"requests":[{"entry":"A","rate":1,"weight":1}]}""", "requests[0] has a weight")]
    [InlineData("""{"requests":[{"entry":"A","path":"/a"}]}""", "requests[0] has an entry and a path or method: name one of them.")]
    [InlineData("""{"requests":[{"path":"a"}]}""", "requests[0].path: 'a' is not a path.")]
    [InlineData("""{"requests":[{"path":"//evil.example/"}]}""", "requests[0].path: '//evil.example/' is not a path.")]
    [InlineData("""{"requests":[{"method":"GET /","path":"/"}]}""", "requests[0].method: 'GET /' is not an HTTP method.")]
    [InlineData("""{"requests":[{"path":"/","headers":[]}]}""", "requests[0].headers must be an object of strings.")]
    [InlineData("""{"requests":[{"path":"/","headers":{"X":1}}]}""", "requests[0].headers: 'X' is not a header with a string as value.")]
    [InlineData("""{"requests":[{"path":"/","headers":{"X":"a\r\nY: b"}}]}""", "requests[0].headers: 'X' is not a header with a string as value.")]
    [InlineData("""{"requests":[{"path":"/","form":[]}]}""", "requests[0].form must be an object of strings")]
    [InlineData("""{"requests":[{"path":"/","form":{"a":1}}]}""", "requests[0].form.a must be a string.")]
    [InlineData("""{"requests":[{"path":"/","form":{},"body":{}}]}""", "requests[0] has a body and a form: name one of them.")]
    [InlineData("""{"requests":[{"entry":"A","form":{}}]}""", "requests[0].form is for a request by path.")]
    [InlineData("""{"requests":[{"entry":"A","at":1}]}""", "requests[0].at is unknown.")]
    public void What_is_no_mix_is_refused_by_its_place(string text, string error) =>
        Assert.StartsWith(error, Assert.Throws<FormatException>(() => Parse(text)).Message);

    [Theory]
    [InlineData("", "there is no request in it.")]
    [InlineData("{\"entry\":\"A\"}\n{", "line 2 isn't JSON")]
    [InlineData("{\"entry\":\"A\",\"weight\":2}", "line 1.weight is unknown. A request has entry, method, path, headers, body, form and at.")]
    [InlineData("{\"entry\":\"A\",\"at\":-1}", "line 1.at must be a number from 0")]
    [InlineData("{\"entry\":\"A\",\"at\":1}\n{\"entry\":\"B\"}", "request 2 has no 'at'")]
    public void What_is_no_recording_is_refused_by_its_line(string text, string error) =>
        Assert.StartsWith(error, Assert.Throws<FormatException>(() => MixFile.ParseRecording(Encoding.UTF8.GetBytes(text))).Message);

    [Fact]
    public void A_file_that_cannot_be_read_is_named() =>
        Assert.StartsWith("'/nowhere/mix.json' can't be read", Assert.Throws<FormatException>(() => MixFile.Read("/nowhere/mix.json")).Message);

    private static RequestMix Parse(string text) => MixFile.Parse(Encoding.UTF8.GetBytes(text));
}
