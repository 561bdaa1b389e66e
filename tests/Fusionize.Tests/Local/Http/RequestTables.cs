namespace Fusionize.Tests.Local.Http;

/// <summary>What of a request stands where in the event. A function URL passes on path and query as they were sent.</summary>
internal static class RequestTables
{
    public const string Paths = """
        / => /
        /my/path => /my/path
        /my/path/ => /my/path/
        //double => //double
        /a//b => /a//b
        /a%20b => /a%20b
        /a+b => /a+b
        /a%2Bb => /a%2Bb
        /a%2Fb => /a%2Fb
        /a%2fb => /a%2fb
        /%2F%2F => /%2F%2F
        /%252F => /%252F
        /%C3%A4 => /%C3%A4
        /%c3%a4 => /%c3%a4
        /%E2%82%AC/x => /%E2%82%AC/x
        /%F0%9F%98%80 => /%F0%9F%98%80
        /a%3Fb => /a%3Fb
        /a%23b => /a%23b
        /a%26b=c => /a%26b=c
        /a;b=c => /a;b=c
        /a:b => /a:b
        /a@b => /a@b
        /a,b => /a,b
        /~user => /~user
        /a'b => /a'b
        /(a) => /(a)
        /a!b*c => /a!b*c
        /$default => /$default
        /.well-known/x => /.well-known/x
        /file.tar.gz => /file.tar.gz
        /a%22b => /a%22b
        /a%5Cb => /a%5Cb
        /a%7Bid%7D => /a%7Bid%7D
        /%61 => /%61
        /products/42/reviews => /products/42/reviews
        /UPPER/lower => /UPPER/lower
        /a%0Ab => /a%0Ab
        /a%09b => /a%09b
        /%25 => /%25
        /a=b&c=d => /a=b&c=d
        """;

    public const string Queries = """
        parameter1=value1&parameter1=value2&parameter2=value => {"parameter1":"value1,value2","parameter2":"value"}
        a=1 => {"a":"1"}
        a=1&b=2 => {"a":"1","b":"2"}
        b=2&a=1 => {"b":"2","a":"1"}
        a=1&A=2 => {"a":"1","A":"2"}
        a=1&a=2&a=3 => {"a":"1,2,3"}
        a=1&b=2&a=3 => {"a":"1,3","b":"2"}
        a= => {"a":""}
        a => {"a":""}
        a&b => {"a":"","b":""}
        a=b=c => {"a":"b=c"}
        a==b => {"a":"=b"}
        a=1&&b=2 => {"a":"1","b":"2"}
        &a=1 => {"a":"1"}
        a=1& => {"a":"1"}
        a=%20 => {"a":" "}
        a=x%20y => {"a":"x y"}
        a=x+y => {"a":"x y"}
        a=x%2By => {"a":"x+y"}
        a=%26 => {"a":"&"}
        a=%3D => {"a":"="}
        a=%25 => {"a":"%"}
        a=%2525 => {"a":"%25"}
        a=%C3%A4 => {"a":"ä"}
        a=%c3%a4 => {"a":"ä"}
        a=%E2%82%AC => {"a":"€"}
        a=%F0%9F%98%80 => {"a":"😀"}
        %61=1 => {"a":"1"}
        a%20b=1 => {"a b":"1"}
        a%5B%5D=1&a%5B%5D=2 => {"a[]":"1,2"}
        a[]=1 => {"a[]":"1"}
        a=1,2 => {"a":"1,2"}
        a=1%2C2&a=3 => {"a":"1,2,3"}
        a=/x/y => {"a":"/x/y"}
        a=%2Fx => {"a":"/x"}
        a=http://x/?y => {"a":"http://x/?y"}
        a=x;y => {"a":"x;y"}
        a=%22q%22 => {"a":"\"q\""}
        a=%5C => {"a":"\\"}
        a=%0A => {"a":"\n"}
        a=%ZZ => {"a":"%ZZ"}
        a=% => {"a":"%"}
        page=2&per_page=10&sort=-date => {"page":"2","per_page":"10","sort":"-date"}
        q=caf%C3%A9&lang=fr => {"q":"café","lang":"fr"}
        date=2026-11-27T10:00:00Z => {"date":"2026-11-27T10:00:00Z"}
        true => {"true":""}
        a=null => {"a":"null"}
        __proto__=1 => {"__proto__":"1"}
        a.b=1 => {"a.b":"1"}
        a-b_c=1 => {"a-b_c":"1"}
        """;

    /// <summary>Header lines, joined with a bar, and the cookies that the function sees.</summary>
    public const string Cookies = """
        Cookie: cookie1 => ["cookie1"]
        Cookie: cookie1; cookie2 => ["cookie1","cookie2"]
        Cookie: a=1 => ["a=1"]
        Cookie: a=1; b=2 => ["a=1","b=2"]
        Cookie: a=1;b=2 => ["a=1","b=2"]
        Cookie: a=1;  b=2 => ["a=1","b=2"]
        Cookie: a=1; a=2 => ["a=1","a=2"]
        Cookie: a=1; => ["a=1"]
        Cookie: a=x=y => ["a=x=y"]
        Cookie: a="x y" => ["a=\"x y\""]
        Cookie: a=x,y => ["a=x,y"]
        Cookie: a=%20 => ["a=%20"]
        Cookie: a= => ["a="]
        cookie: lower=1 => ["lower=1"]
        COOKIE: upper=1 => ["upper=1"]
        Cookie: a=1|Cookie: b=2 => ["a=1","b=2"]
        Cookie: session=abc.def-ghi_jkl; theme=dark; lang=de => ["session=abc.def-ghi_jkl","theme=dark","lang=de"]
        Cookie: __Host-id=1; Path=/ => ["__Host-id=1","Path=/"]
        """;

    /// <summary>Header lines, joined with a bar; a header's name; its value, or a dash where the function doesn't see it.</summary>
    public const string Headers = """
        Header1: value1 => header1 => value1
        header2: value1|Header2: value2 => header2 => value1,value2
        X-UPPER: v => x-upper => v
        X-Mixed-Case: Keep It => x-mixed-case => Keep It
        X-Empty: => x-empty => 
        X-Spaces:    padded    => x-spaces => padded
        X-Comma: a, b => x-comma => a, b
        X-Quote: "q" => x-quote => "q"
        X-Back: a\b => x-back => a\b
        X-Umlaut: ä => x-umlaut => ä
        X-Json: {"a":1} => x-json => {"a":1}
        Accept: */* => accept => */*
        Accept-Encoding: gzip, br => accept-encoding => gzip, br
        Accept-Language: de-DE,de;q=0.9 => accept-language => de-DE,de;q=0.9
        Authorization: Bearer x.y.z => authorization => Bearer x.y.z
        Cache-Control: no-cache => cache-control => no-cache
        Content-Type: text/x => content-type => text/x
        If-None-Match: "abc" => if-none-match => "abc"
        Origin: https://example.com => origin => https://example.com
        Range: bytes=0-9 => range => bytes=0-9
        Referer: https://example.com/a?b => referer => https://example.com/a?b
        User-Agent: agent/1.0 (x; y) => user-agent => agent/1.0 (x; y)
        X-Request-Id: 42 => x-request-id => 42
        X-A: 1|X-B: 2|x-a: 3 => x-a => 1,3
        Cookie: a=1 => cookie => -
        Keep-Alive: timeout=5 => keep-alive => -
        TE: trailers => te => -
        Upgrade: h2c => upgrade => -
        Proxy-Authorization: Basic x => proxy-authorization => -
        X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793 => x-amzn-trace-id => Root=1-5759e988-bd862e3fe1be46a994272793
        X-Forwarded-For: 203.0.113.9 => x-forwarded-for => 127.0.0.1
        X-Forwarded-Proto: https => x-forwarded-proto => http
        """;

    /// <summary>Content type (a dash for none); body as text, or as hexadecimal digits after <c>0x</c>; the event's body, in base64 after
    /// <c>base64:</c>.</summary>
    public const string Bodies = """
        text/plain 1 => Hello from client! => Hello from client!
        text/plain 2 => 0xC3A4 => ä
        text/plain; charset=utf-8 => x => x
        TEXT/PLAIN => x => x
        text/html => <p>x</p> => <p>x</p>
        text/css => a{} => a{}
        text/csv => a,b => a,b
        text/xml => <a/> => <a/>
        text/javascript => x() => x()
        text/event-stream => data: x => data: x
        text/unknown => x => x
        application/json 1 => {"a":1} => {"a":1}
        application/json 2 => {"key1": "value1", "key2": "value2"} => {"key1": "value1", "key2": "value2"}
        application/json;charset=UTF-8 => "ä" => "ä"
        application/json ; charset=utf-8 => 1 => 1
        Application/JSON => 1 => 1
        application/xml => <a/> => <a/>
        application/xml; charset=utf-8 => <a/> => <a/>
        application/javascript => x() => x()
        application/json 3 => "😀" => "😀"
        text/plain 3 => a"b\c => a"b\c
        - 1 => x => base64:eA==
        - 2 => {"a":1} => base64:eyJhIjoxfQ==
        - 3 => 0x00FF => base64:AP8=
        application/octet-stream 1 => 0x00FF800A => base64:AP+ACg==
        application/octet-stream 2 => x => base64:eA==
        application/x-www-form-urlencoded => a=1&b=2 => base64:YT0xJmI9Mg==
        multipart/form-data; boundary=b => --b-- => base64:LS1iLS0=
        application/problem+json => {} => base64:e30=
        application/vnd.api+json => {} => base64:e30=
        application/ld+json => {} => base64:e30=
        application/soap+xml => <a/> => base64:PGEvPg==
        application/xhtml+xml => <a/> => base64:PGEvPg==
        application/x-javascript => x => base64:eA==
        application/jsonx => x => base64:eA==
        application/graphql => x => base64:eA==
        application/x-ndjson => {} => base64:e30=
        application/pdf => %PDF => base64:JVBERg==
        application/zip => PK => base64:UEs=
        application/wasm => 0x0061736D => base64:AGFzbQ==
        application/cbor => 0xA0 => base64:oA==
        application/protobuf => 0x0801 => base64:CAE=
        image/png => 0x89504E47 => base64:iVBORw==
        image/svg+xml => <svg/> => base64:PHN2Zy8+
        audio/mpeg => 0xFFFB => base64://s=
        video/mp4 => 0x0000 => base64:AAA=
        font/woff2 => x => base64:eA==
        x => x => base64:eA==
        textual/plain => x => base64:eA==
        text/plain 4 => 0xFF => base64:/w==
        text/plain 5 => 0xC328 => base64:wyg=
        application/json 4 => 0x22ED A08022 => base64:Iu2ggCI=
        """;
}
