namespace Fusionize.Generators.Tests.Equality.Values;

/// <summary>Source of what programs tell values by: every field of every object, whatever a serializer may think of it.</summary>
internal static class See
{
    public const string Source = """
        using System;
        using System.Collections;
        using System.Collections.Generic;
        using System.Globalization;
        using System.Linq;
        using System.Reflection;
        using System.Text;
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using System.Threading.Tasks;

        public static class See
        {
            // What JSON has no text for: default(JsonElement) and default(ImmutableArray<T>).
            private const string NoValue = "no value";

            public static string Of(object? value) { var text = new StringBuilder(); Write(text, value, 0); return text.ToString(); }

            public static async Task<string> Try(Func<Task<string>> run)
            {
                try { return await run(); }
                catch (Exception e) { return "failed: " + e.GetType().Name; }
            }

            private static void Write(StringBuilder text, object? value, int depth)
            {
                if (depth > 500) { text.Append("deep"); return; }
                switch (value)
                {
                    case null: text.Append("null"); return;
                    case string s: text.Append('"').Append(s).Append('"'); return;
                    case double d: text.Append("double ").Append(BitConverter.DoubleToInt64Bits(d)); return;
                    case float f: text.Append("float ").Append(BitConverter.SingleToInt32Bits(f)); return;
                    case decimal m: text.Append("decimal ").Append(string.Join(",", decimal.GetBits(m))); return;
                    case DateTime t: text.Append(t.Ticks).Append(t.Kind); return;
                    case DateTimeOffset t: text.Append(t.Ticks).Append(t.Offset); return;
                    case JsonElement e: text.Append(e.ValueKind == JsonValueKind.Undefined ? NoValue : e.GetRawText()); return;
                    case JsonDocument e: text.Append(e.RootElement.GetRawText()); return;
                    case JsonNode n: text.Append(n.ToJsonString()); return;
                    case Uri u: text.Append(u.OriginalString); return;
                    case Delegate: text.Append("delegate"); return;
                    case var array when array.GetType() is { Name: "ImmutableArray`1" } kind
                        && (bool)kind.GetProperty("IsDefault")!.GetValue(array)!: text.Append(NoValue); return;
                    case IDictionary map: Write(text, map.Keys.Cast<object>().Select(k => (object)new[] { k, map[k] }), IsHashed(value), depth);
                        return;
                    case IEnumerable list: Write(text, list.Cast<object?>(), IsHashed(value), depth); return;
                }
                var type = value.GetType();
                if (type.IsPrimitive || type.IsEnum) { text.Append(type.Name).Append(' ').Append(
                    Convert.ToString(value, CultureInfo.InvariantCulture)); return; }
                if (type.IsGenericType && type.GetGenericTypeDefinition() is var g && (g == typeof(Memory<>) || g == typeof(ReadOnlyMemory<>)))
                { Write(text, type.GetMethod("ToArray")!.Invoke(value, null), depth + 1); return; }
                if (type == typeof(object) || type.FullName == "System.Threading.Lock") { text.Append(type.Name); return; }
                if (type.Assembly == typeof(object).Assembly && !type.IsGenericType) { text.Append(type.Name).Append(' ').Append(value); return; }
                text.Append(type.Name).Append('{');
                for (var t = type; t != null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType)
                    foreach (var field in t
                        .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                        .OrderBy(f => f.Name, StringComparer.Ordinal))
                    {
                        text.Append(t.Name).Append('.').Append(field.Name).Append('=');
                        Write(text, field.GetValue(value), depth + 1);
                        text.Append(';');
                    }
                text.Append('}');
            }

            // Only what hashes has no order that means something.
            private static bool IsHashed(object value) => value.GetType().Name is var name
                && (name.Contains("HashSet") || name.Contains("ImmutableDictionary") || name.Contains("Concurrent") || name.Contains("Frozen"));

            private static void Write(StringBuilder text, IEnumerable<object?> items, bool isHashed, int depth)
            {
                var each = items.Select(i => { var t = new StringBuilder(); Write(t, i, depth + 1); return t.ToString(); });
                text.Append('[').Append(string.Join(", ", isHashed ? each.Order(StringComparer.Ordinal) : each)).Append(']');
            }
        }
        """;
}
