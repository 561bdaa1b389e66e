namespace Fusionize.Deployment;

/// <summary>Names the current deployment of an application. It expires, so a process that died doesn't block others.</summary>
/// <param name="Token">Unique id of the deployment.</param>
/// <param name="Owner">Who deploys, for people.</param>
/// <param name="Since">When it was taken.</param>
/// <param name="Until">When it expires unless it is renewed; null: it was released.</param>
/// <param name="Process">The process that deploys, in a form that only its machine understands; null: unknown.</param>
public sealed record DeployLease(string App, string Token, string Owner, DateTimeOffset Since, DateTimeOffset? Until = null, string? Process = null);

/// <summary>A lease as it is stored. <paramref name="Version"/> is what the store compares.</summary>
public sealed record StoredLease(DeployLease Lease, string Version);
