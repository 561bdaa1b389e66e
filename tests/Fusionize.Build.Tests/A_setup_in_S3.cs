using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Fusionize.Build.Tests.Infrastructure;
using Fusionize.Setups;
using Fusionize.Setups.Stores;

namespace Fusionize.Build.Tests;

public sealed class A_setup_in_S3(Shop shop) : IClassFixture<Shop>
{
    [Fact]
    public async Task Is_built_and_costs_the_next_build_one_request_that_says_nothing_changed()
    {
        var app = shop.Create("Shop");
        var model = new AppModel("shop", [new("Order", true), new("Price", false), new("Save", false)], []);
        var folder = SetupStore.InFolder(app.PathOf("s3"));
        var fused = FusionSetup.ParseNotation("(Order,Price)-(Save)", model);
        await folder.PutSetupAsync(fused, default);
        Assert.True(await folder.TrySetCurrentAsync(fused.Id, null, default));
        using var s3 = new Bucket(app.PathOf("s3"));
        foreach (
            var (name, value) in new[]
            {
                ("AWS_ENDPOINT_URL_S3", s3.Address),
                ("AWS_ACCESS_KEY_ID", "test"),
                ("AWS_SECRET_ACCESS_KEY", "test"),
                ("AWS_REGION", "us-east-1"),
            }
        )
            app.Environment[name] = value;

        var first = app.MustBuild("-p:FusionizeStore=s3://bucket/shop").Output;
        Assert.False(first.Contains("warning", StringComparison.Ordinal), first);
        Assert.Equal(["200 current.json", $"200 {fused.Id}.json"], s3.Requests);
        Assert.Equal(fused.Id, app.Manifest.Setup);

        s3.Requests.Clear();
        Assert.Equal(0, app.MustBuild("-p:FusionizeStore=s3://bucket/shop").Changed);
        Assert.Equal(["304 current.json"], s3.Requests);
    }

    /// <summary>Reads of S3, served from a folder store's files, which have the same names.</summary>
    private sealed class Bucket : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly string _folder;

        public Bucket(string folder)
        {
            _folder = folder;
            Address = $"http://127.0.0.1:{FreePort()}";
            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            // Not in the context of the test, which waits for builds.
            _ = Task.Run(ServeAsync);
        }

        public string Address { get; }

        /// <summary>Status and last part of the key.</summary>
        public ConcurrentQueue<string> Requests { get; } = [];

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
                var key = context.Request.Url!.AbsolutePath["/bucket/shop/".Length..];
                var file = Path.Combine(_folder, key);
                var etag = File.Exists(file) ? $"\"{Convert.ToHexStringLower(MD5.HashData(File.ReadAllBytes(file)))}\"" : "";
                context.Response.StatusCode =
                    etag.Length == 0 ? 404
                    : context.Request.Headers["If-None-Match"] == etag ? 304
                    : 200;
                context.Response.Headers["ETag"] = etag;
                Requests.Enqueue($"{context.Response.StatusCode} {key.Split('/')[^1]}");
                if (context.Response.StatusCode == 200)
                {
                    var content = await File.ReadAllBytesAsync(file);
                    context.Response.Headers["Last-Modified"] = File.GetLastWriteTimeUtc(file).ToString("R");
                    context.Response.ContentLength64 = content.Length;
                    await context.Response.OutputStream.WriteAsync(content);
                }
                context.Response.Close();
            }
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
