using System.Linq.Expressions;
using System.Reflection;

namespace Fusionize.Testing.Invocations;

/// <summary>A task call written as an expression: the task and its arguments by name.</summary>
internal sealed record TaskExpression(string Task, IReadOnlyList<(string Name, Type Type, object? Value)> Arguments, CancellationToken Cancellation)
{
    public static TaskExpression Of(LambdaExpression call)
    {
        var body = call.Body;
        while (body is UnaryExpression { NodeType: ExpressionType.Convert } conversion)
            body = conversion.Operand;
        if (
            body is not MethodCallExpression { Method: var method } invocation
            || method.GetCustomAttribute<FusionTaskAttribute>() is not { } attribute
        )
            throw new ArgumentException(
                $"'{call.Body}' isn't the call of a task, such as () => Iot.CheckSensor(reading, default) or (Orders o) => o.Place(order, default)."
            );
        var arguments = new List<(string, Type, object?)>();
        var cancellation = CancellationToken.None;
        foreach (var (parameter, value) in method.GetParameters().Zip(invocation.Arguments))
        {
            if (parameter.ParameterType == typeof(CancellationToken))
                cancellation = (CancellationToken)Evaluate(value)!;
            else
                arguments.Add((parameter.Name!, parameter.ParameterType, Evaluate(value)));
        }
        return new TaskExpression(attribute.Name ?? method.Name, arguments, cancellation);
    }

    private static object? Evaluate(Expression expression) =>
        expression is ConstantExpression constant
            ? constant.Value
            : Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)();
}
