using System.Net;
using System.Net.Sockets;
using System.Text;

/// <summary>
/// The least that a function written by hand needs of the Runtime API: poll, answer, poll again, over one connection. No tracing, no error answers,
/// no remote calls, no retries. Compiled by the suite "coldstart" into the functions that it compares with.
/// </summary>
internal static class Loop
{
    public static void Run(Func<byte[], byte[]> handle)
    {
        var address = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!;
        var colon = address.LastIndexOf(':');
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(new IPEndPoint(IPAddress.Parse(address[..colon]), int.Parse(address[(colon + 1)..])));
        while (true)
        {
            var (head, body) = Exchange(socket, $"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: {address}\r\n\r\n", []);
            var id = Header(head, "lambda-runtime-aws-request-id");
            var answer = handle(body);
            Exchange(
                socket,
                $"POST /2018-06-01/runtime/invocation/{id}/response HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: "
                    + $"{answer.Length}\r\n\r\n",
                answer
            );
        }
    }

    private static (string Head, byte[] Body) Exchange(Socket socket, string head, byte[] body)
    {
        socket.Send([.. Encoding.ASCII.GetBytes(head), .. body]);
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var read = socket.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
            if (read == 0)
                Environment.Exit(0);
            length += read;
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                continue;
            var size = Header(text[..end], "content-length") is { } value ? int.Parse(value) : 0;
            if (length >= end + 4 + size)
                return (text[..end], buffer[(end + 4)..(end + 4 + size)]);
        }
    }

    private static string? Header(string head, string name)
    {
        foreach (var line in head.Split("\r\n"))
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
                return line[(name.Length + 1)..].Trim();
        return null;
    }
}
