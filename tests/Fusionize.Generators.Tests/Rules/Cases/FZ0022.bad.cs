class Provide
{
    [FusionService] public Stream Instance => Stream.Null; // FZ0022
    [FusionService] private static Stream Private() => Stream.Null; // FZ0022
    [FusionService] public static T Generic<T>() where T : class, new() => new(); // FZ0022
    [FusionService] public static List<T> Two<T, TOther>() => []; // FZ0022
    [FusionService] public static void Nothing() { } // FZ0022
    [FusionService] public static int Value() => 1; // FZ0022
}
