// A real single node for the tests, in the folder of the first argument: it listens on a Unix socket,
// which is given a port of loopback here. It says its address, and ends when its input does.
// Not compiled yet where this was written: its package could not be had there.
using System.Net;
using System.Net.Sockets;
using KurrentDB.Embedded;

await using var node = new EmbeddedKurrentDB(new EmbeddedKurrentDBOptions {
    DataDirectory = args[0],
    TelemetryOptout = true,
});
await node.StartAsync();

var listener = new TcpListener(IPAddress.Loopback, 0);
listener.Start();
_ = AcceptAsync();
Console.WriteLine($"esdb://{listener.LocalEndpoint}?tls=false");
while (Console.ReadLine() is not null) { }
listener.Stop();

async Task AcceptAsync() {
    while (true) {
        var client = await listener.AcceptTcpClientAsync();
        _ = PassAsync(client);
    }
}

async Task PassAsync(TcpClient client) {
    using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    try {
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(node.UnixSocketPath));
        await using var there = new NetworkStream(socket);
        await using var here = client.GetStream();
        await Task.WhenAny(here.CopyToAsync(there), there.CopyToAsync(here));
    } catch (IOException) {
        // Either side may leave at any time.
    } finally {
        client.Dispose();
    }
}
