sealed class Billing
{
    public string Currency { get; init; } = "EUR";
    [FusionTask] public Task Bill() { Own(); return this.Bill2(); }
    public void Own() { }
    public Task Bill2() => Task.FromResult(Currency);
}
sealed class Orders(Billing billing)
{
    [FusionTask(Entry = true)]
    public async Task<string> Place()
    {
        await billing.Bill();
        var own = new Billing();
        return own.Currency + billing.ToString();
    }
}
