namespace Fusionize.Deployment;

/// <summary>Says who deploys an application. It ends by itself, so that one who died keeps nobody out.</summary>
/// <param name="Token">Tells this deployment from every other.</param>
/// <param name="Owner">Who it is, for people.</param>
/// <param name="Since">When it was taken.</param>
/// <param name="Until">When it ends unless it is renewed; null: it was given back.</param>
/// <param name="Process">The process that deploys, in a form that only its machine understands; null: unknown.</param>
public sealed record DeployLease(string App, string Token, string Owner, DateTimeOffset Since, DateTimeOffset? Until = null, string? Process = null);

/// <summary>A lease as it is stored. <paramref name="Version"/> is what the store compares.</summary>
public sealed record StoredLease(DeployLease Lease, string Version);
