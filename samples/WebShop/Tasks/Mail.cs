using Fusionize;
using Samples.Storage;
using WebShop.Data;
using WebShop.Pages;

namespace WebShop.Tasks;

public static class Mail
{
    /// <summary>Confirms an order. This sample writes the mail to the store instead of sending it; the same order again is the same mail.</summary>
    [FusionTask(Init = nameof(OpenStore))]
    public static Task SendConfirmation(string to, Receipt receipt, CancellationToken ct) =>
        Store.Default.PutAsync(new Item("mails", receipt.OrderId, $"To: {to}\nSubject: Your order\n\n{ReceiptView.Text(receipt)}"), ct);

    internal static Task OpenStore() => Store.Open();
}
