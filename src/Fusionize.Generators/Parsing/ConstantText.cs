using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fusionize.Generators.Parsing;

/// <summary>Writes constants of attributes as C#.</summary>
internal static class ConstantText
{
    public static string Of(object? value) =>
        value switch
        {
            null => "null",
            string text => SymbolDisplay.FormatLiteral(text, quote: true),
            char c => SymbolDisplay.FormatLiteral(c, quote: true),
            bool b => b ? "true" : "false",
            double.NaN => "double.NaN",
            double.PositiveInfinity => "double.PositiveInfinity",
            double.NegativeInfinity => "double.NegativeInfinity",
            double d => d.ToString("R", CultureInfo.InvariantCulture) + "D",
            float f => f.ToString("R", CultureInfo.InvariantCulture) + "F",
            long l => l.ToString(CultureInfo.InvariantCulture) + "L",
            ulong u => u.ToString(CultureInfo.InvariantCulture) + "UL",
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString()!,
        };

    public static string Of(TypedConstant constant) =>
        constant switch
        {
            { IsNull: true } => "null",
            { Kind: TypedConstantKind.Array } => $"new {((IArrayTypeSymbol)constant.Type!).ElementType.ToPlainName()}[] "
                + $"{{ {string.Join(", ", constant.Values.Select(Of))} }}",
            { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => $"typeof({type.ToPlainName()})",
            { Kind: TypedConstantKind.Enum } => $"({constant.Type!.ToPlainName()})({Of(constant.Value)})",
            _ => Of(constant.Value),
        };

    /// <summary>Writes an attribute as an expression that creates it.</summary>
    public static string New(AttributeData attribute)
    {
        var arguments = string.Join(", ", attribute.ConstructorArguments.Select(Of));
        var named = string.Join(", ", attribute.NamedArguments.Select(static a => $"{TypeNames.Escape(a.Key)} = {Of(a.Value)}"));
        return $"new {attribute.AttributeClass!.ToPlainName()}({arguments})" + (named.Length == 0 ? "" : $" {{ {named} }}");
    }
}
