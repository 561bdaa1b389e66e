using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Fusionize.Routing;

namespace Fusionize.CompilerServices;

/// <summary>The validation errors in the values of a request. Used by generated code only.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ValidationErrors
{
    private readonly List<KeyValuePair<string, List<string>>> _errors = [];

    /// <summary>Checks a value against an attribute.</summary>
    /// <param name="path">The JSON names of the members that lead to the value, with a dot at the end.</param>
    /// <param name="name">The value's name in JSON.</param>
    /// <param name="member">The member's name.</param>
    /// <param name="display">The member's name in messages.</param>
    /// <param name="instance">The object with the member.</param>
    /// <param name="value">The value.</param>
    /// <param name="attribute">The attribute.</param>
    /// <returns>Whether the value is valid.</returns>
    public bool Check(string path, string name, string member, string display, object instance, object? value, ValidationAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        var result = attribute.GetValidationResult(value, Context(instance, member, display));
        if (result == ValidationResult.Success)
            return true;
        Add(path + name, result!.ErrorMessage ?? "It is not valid.");
        return false;
    }

    /// <summary>Checks an object with its own <see cref="IValidatableObject"/>.</summary>
    public void Check(string path, IValidatableObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        foreach (var result in value.Validate(Context(value, null, value.GetType().Name)))
        {
            if (result == ValidationResult.Success)
                continue;
            var names = result.MemberNames.DefaultIfEmpty("").Select(n => path + System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(n));
            foreach (var name in names)
                Add(name.TrimEnd('.'), result.ErrorMessage ?? "It is not valid.");
        }
    }

    /// <summary>Fails if an error was found.</summary>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
            throw new BadRequestException("One or more validation errors occurred.") { Errors = _errors };
    }

    private void Add(string path, string message)
    {
        foreach (var (known, messages) in _errors)
        {
            if (known == path)
            {
                messages.Add(message);
                return;
            }
        }
        _errors.Add(new(path, [message]));
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The display name is given, so nothing looks for it by reflection.")]
    private static ValidationContext Context(object instance, string? member, string display) =>
        new(instance, null, null) { MemberName = member, DisplayName = display };
}
