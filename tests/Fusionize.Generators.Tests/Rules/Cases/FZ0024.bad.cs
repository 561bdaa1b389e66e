sealed class Billing
{
    public string Currency { get; init; } = "EUR";
    public int Count;
    public void Reset() { }
    [FusionTask] public Task Bill() => Task.CompletedTask;
}
sealed class Orders(Billing billing)
{
    readonly Billing _billing = billing;
    [FusionTask(Entry = true)]
    public async Task<string> Place()
    {
        await billing.Bill();
        billing.Reset(); // FZ0024
        return billing.Currency + _billing.Count; // FZ0024 FZ0024
    }
}
