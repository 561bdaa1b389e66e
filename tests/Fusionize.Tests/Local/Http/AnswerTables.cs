namespace Fusionize.Tests.Local.Http;

/// <summary>What a function's answer is over HTTP.</summary>
internal static class AnswerTables
{
    /// <summary>The payload, the status, the body. The content type is that of JSON.</summary>
    public const string Inferred = """
        {"message":"Hello, world!"} => 200 => {"message":"Hello, world!"}
        "Hello, world!" => 200 => "Hello, world!"
        {} => 200 => {}
        [] => 200 => []
        [1,2,3] => 200 => [1,2,3]
        3 => 200 => 3
        3.1 => 200 => 3.1
        true => 200 => true
        null => 200 => null
        "" => 200 => ""
        {"StatusCode":201} => 200 => {"StatusCode":201}
        {"status":500} => 200 => {"status":500}
        {"body":"x"} => 200 => {"body":"x"}
        {"headers":{"x":"y"}} => 200 => {"headers":{"x":"y"}}
        {"a":{"statusCode":201}} => 200 => {"a":{"statusCode":201}}
        [{"statusCode":201}] => 200 => [{"statusCode":201}]
        {"statusCode":200} => 200 => 
        {"statusCode":200,"body":"x"} => 200 => x
        {"statusCode":200,"body":""} => 200 => 
        {"statusCode":200,"body":null} => 200 => 
        {"statusCode":200,"body":"ä€😀"} => 200 => ä€😀
        {"statusCode":200,"body":"\u00e4"} => 200 => ä
        {"statusCode":200,"body":"\ud83d\ude00"} => 200 => 😀
        {"statusCode":200,"body":"{\"a\":1}"} => 200 => {"a":1}
        {"statusCode":200,"body":{"a":1}} => 200 => {"a":1}
        {"statusCode":200,"body":[1]} => 200 => [1]
        {"statusCode":200,"body":1} => 200 => 1
        {"statusCode":200,"body":true} => 200 => true
        {"statusCode":200,"body":"eA=="} => 200 => eA==
        {"statusCode":200,"body":"eA==","isBase64Encoded":true} => 200 => x
        {"statusCode":200,"body":"eA==","isBase64Encoded":false} => 200 => eA==
        {"statusCode":200,"body":"eA==","isBase64Encoded":null} => 200 => eA==
        {"statusCode":200,"body":"","isBase64Encoded":true} => 200 => 
        {"statusCode":200,"isBase64Encoded":true} => 200 => 
        {"statusCode":200,"headers":null,"body":"x"} => 200 => x
        {"statusCode":200,"headers":{},"body":"x"} => 200 => x
        {"statusCode":200,"cookies":null,"body":"x"} => 200 => x
        {"statusCode":200,"cookies":[],"body":"x"} => 200 => x
        {"statusCode":200,"body":"x","unknown":{"a":[1]}} => 200 => x
        {"statusCode":201,"body":"x"} => 201 => x
        {"statusCode":"201","body":"x"} => 201 => x
        {"statusCode":201.0,"body":"x"} => 201 => x
        {"statusCode":202} => 202 => 
        {"statusCode":204} => 204 => 
        {"statusCode":204,"body":"dropped"} => 204 => 
        {"statusCode":205,"body":"dropped"} => 205 => 
        {"statusCode":301,"headers":{"location":"/x"}} => 301 => 
        {"statusCode":304,"body":"dropped"} => 304 => 
        {"statusCode":400,"body":"bad"} => 400 => bad
        {"statusCode":401,"body":"who"} => 401 => who
        {"statusCode":403,"body":"no"} => 403 => no
        {"statusCode":404,"body":"none"} => 404 => none
        {"statusCode":409,"body":"c"} => 409 => c
        {"statusCode":418,"body":"tea"} => 418 => tea
        {"statusCode":429,"body":"slow"} => 429 => slow
        {"statusCode":500,"body":"own"} => 500 => own
        {"statusCode":502,"body":"own"} => 502 => own
        {"statusCode":503,"body":"own"} => 503 => own
        {"statusCode":599,"body":"own"} => 599 => own
        """;

    /// <summary>Answers that HTTP can't carry. The client gets a 502 and AWS's body.</summary>
    public static TheoryData<string> Malformed =>
        new()
        {
            "not json",
            "",
            "{",
            "{\"statusCode\":200",
            "{\"statusCode\":200}x",
            "'x'",
            """{"statusCode":null}""",
            """{"statusCode":0}""",
            """{"statusCode":1000}""",
            """{"statusCode":-200}""",
            """{"statusCode":99}""",
            """{"statusCode":100}""",
            """{"statusCode":101}""",
            """{"statusCode":199}""",
            """{"statusCode":600}""",
            """{"statusCode":1e9}""",
            """{"statusCode":200.5}""",
            """{"statusCode":"abc"}""",
            """{"statusCode":""}""",
            """{"statusCode":" 200"}""",
            """{"statusCode":true}""",
            """{"statusCode":[200]}""",
            """{"statusCode":{}}""",
            """{"statusCode":99999999999999999999}""",
            """{"statusCode":200,"headers":[]}""",
            """{"statusCode":200,"headers":"x"}""",
            """{"statusCode":200,"headers":1}""",
            """{"statusCode":200,"headers":{"a":["b","c"]}}""",
            """{"statusCode":200,"headers":{"a":{}}}""",
            """{"statusCode":200,"headers":{"a":"b\r\nc: d"}}""",
            """{"statusCode":200,"headers":{"a":"b\u0000"}}""",
            """{"statusCode":200,"headers":{"a b":"c"}}""",
            """{"statusCode":200,"headers":{"a:b":"c"}}""",
            """{"statusCode":200,"headers":{"":"c"}}""",
            """{"statusCode":200,"headers":{"ä":"c"}}""",
            """{"statusCode":200,"headers":{"a":"\ud800"}}""",
            """{"statusCode":200,"cookies":"a=1"}""",
            """{"statusCode":200,"cookies":{}}""",
            """{"statusCode":200,"cookies":[["a=1"]]}""",
            """{"statusCode":200,"cookies":["a=1\r\nb: c"]}""",
            """{"statusCode":200,"body":"%%%","isBase64Encoded":true}""",
            """{"statusCode":200,"body":"eA","isBase64Encoded":true}""",
            """{"statusCode":200,"body":1,"isBase64Encoded":true}""",
            """{"statusCode":200,"body":"x","isBase64Encoded":"yes"}""",
            """{"statusCode":200,"body":"\ud800"}""",
            """{"statusCode":200,"body":"\udc00x"}""",
            """{"statusCode":200,"body":"a\ud800b"}""",
        };

    /// <summary>Headers and cookies of the function; a header of the answer; its value (a bar between several), or a dash where there is
    /// none.</summary>
    public const string Headers = """
        "headers":{"Content-Type":"application/json","My-Custom-Header":"Custom Value"} => my-custom-header => Custom Value
        "headers":{"Content-Type":"text/html"} => content-type => text/html
        "headers":{"content-type":"text/plain; charset=utf-8"} => content-type => text/plain; charset=utf-8
        "headers":{"CONTENT-TYPE":"image/png"} => content-type => image/png
        "headers":{"x":"y"} => content-type => application/json
        "headers":{"x":1} => x => 1
        "headers":{"x":true} => x => true
        "headers":{"x":false} => x => false
        "headers":{"x":1.50} => x => 1.50
        "headers":{"x":null} => x => -
        "headers":{"x":"a, b"} => x => a, b
        "headers":{"x":"ä"} => x => ä
        "headers":{"location":"https://example.com/?a=b#c"} => location => https://example.com/?a=b#c
        "headers":{"Cache-Control":"max-age=60"} => cache-control => max-age=60
        "headers":{"ETag":"\"x\""} => etag => "x"
        "headers":{"Set-Cookie":"a=1"} => set-cookie => a=1
        "headers":{"Connection":"upgrade"} => upgrade => -
        "headers":{"Connection":"x-hop"} => connection => close
        "headers":{"Keep-Alive":"timeout=5"} => keep-alive => -
        "headers":{"Transfer-Encoding":"chunked"} => transfer-encoding => -
        "headers":{"transfer-encoding":"gzip"} => transfer-encoding => -
        "headers":{"Upgrade":"h2c"} => upgrade => -
        "headers":{"TE":"trailers"} => te => -
        "headers":{"Trailer":"x"} => trailer => -
        "headers":{"Proxy-Authenticate":"Basic"} => proxy-authenticate => -
        "headers":{"Content-Length":"1000"} => content-length => 4
        "headers":{"content-length":1} => content-length => 4
        "cookies":["Cookie_1=Value1; Expires=21 Oct","Cookie_2=V2; Max-Age=7"] => set-cookie => Cookie_1=Value1; Expires=21 Oct|Cookie_2=V2; Max-Age=7
        "cookies":["a=1"] => set-cookie => a=1
        "cookies":["a=1; Path=/; HttpOnly; Secure; SameSite=Lax"] => set-cookie => a=1; Path=/; HttpOnly; Secure; SameSite=Lax
        "cookies":["a=1, b"] => set-cookie => a=1, b
        "headers":{"Set-Cookie":"a=1"},"cookies":["b=2"] => set-cookie => a=1|b=2
        """;
}
