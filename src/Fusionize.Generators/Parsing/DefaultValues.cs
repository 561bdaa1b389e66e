using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fusionize.Generators.Parsing;

/// <summary>A parameter's default value as C#.</summary>
internal static class DefaultValues
{
    public static string? Of(IParameterSymbol parameter) =>
        !parameter.HasExplicitDefaultValue
            ? null
            : parameter.ExplicitDefaultValue switch
            {
                null => "default",
                var value when EnumOf(parameter.Type) is { } type => $"({type.ToPlainName()})({Literal(value)})",
                var value => Literal(value),
            };

    private static ITypeSymbol? EnumOf(ITypeSymbol type) =>
        type switch
        {
            { TypeKind: TypeKind.Enum } => type,
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => EnumOf(nullable.TypeArguments[0]),
            _ => null,
        };

    private static string Literal(object value) =>
        value switch
        {
            string text => SymbolDisplay.FormatLiteral(text, quote: true),
            char c => SymbolDisplay.FormatLiteral(c, quote: true),
            bool b => b ? "true" : "false",
            float.NaN => "float.NaN",
            float.PositiveInfinity => "float.PositiveInfinity",
            float.NegativeInfinity => "float.NegativeInfinity",
            float f => f.ToString("R", CultureInfo.InvariantCulture) + "F",
            double.NaN => "double.NaN",
            double.PositiveInfinity => "double.PositiveInfinity",
            double.NegativeInfinity => "double.NegativeInfinity",
            double d => d.ToString("R", CultureInfo.InvariantCulture) + "D",
            decimal m => m.ToString(CultureInfo.InvariantCulture) + "M",
            long l => l.ToString(CultureInfo.InvariantCulture) + "L",
            ulong u => u.ToString(CultureInfo.InvariantCulture) + "UL",
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString()!,
        };
}
