using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Fusionize.Generators.Tests.Infrastructure;

/// <summary>Microsoft.Extensions.DependencyInjection, for applications that use it.</summary>
internal static class Injection
{
    public static ImmutableArray<MetadataReference> References =>
        [
            MetadataReference.CreateFromFile(typeof(ServiceCollection).Assembly.Location),
            MetadataReference.CreateFromFile(typeof(ServiceProvider).Assembly.Location),
        ];
}
