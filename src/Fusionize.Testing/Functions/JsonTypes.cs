using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Fusionize.CompilerServices;

namespace Fusionize.Testing.Functions;

/// <summary>Reads and writes values like a function's generated JSON context, by reflection.</summary>
internal sealed class JsonTypes
{
    private readonly JsonSerializerOptions _options = NewOptions();
    private readonly ConcurrentDictionary<Type, Reader> _readers = new();

    /// <summary>The options that the build sets for every context.</summary>
    public static JsonSerializerOptions NewOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            MaxDepth = 1000,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AsGenerated.Apply } },
        };
        options.MakeReadOnly();
        return options;
    }

    public JsonTypeInfo this[Type type] => _options.GetTypeInfo(type);

    public JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));

    /// <summary>Enables local calls to copy values of the types. The compiled call decides which values it copies.</summary>
    public void UseForCopies(IEnumerable<Type> types)
    {
        foreach (var type in types)
            typeof(Isolated).GetMethod(nameof(Isolated.Use))!.MakeGenericMethod(type).Invoke(null, [this[type]]);
    }

    public Reader ReaderOf(Type type) =>
        _readers.GetOrAdd(type, static (type, types) => (Reader)Activator.CreateInstance(typeof(Reader<>).MakeGenericType(type), types[type])!, this);

    /// <summary>Reads one argument whose type is only known at run time.</summary>
    internal abstract class Reader
    {
        public abstract object? Read(ref ArgumentReader arguments, bool refusesNull);
    }

    private sealed class Reader<T>(JsonTypeInfo<T> info) : Reader
    {
        public override object? Read(ref ArgumentReader arguments, bool refusesNull) => arguments.Read(info, refusesNull);
    }
}
