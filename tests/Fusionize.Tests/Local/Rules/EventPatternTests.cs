using System.Text.Json;
using Fusionize.Local.EventBridge;

namespace Fusionize.Tests.Local.Rules;

/// <summary>Patterns match what EventBridge's documentation says.</summary>
public class EventPatternTests
{
    private const string Event = """
        {"source":"shop","detail-type":"OrderPlaced","resources":["arn:a","arn:b"],
         "detail":{"total":12.5,"city":"Köln","paid":true,"note":null,"items":[{"sku":"A-1"},{"sku":"B-2"}],"file":"images/cat.png"}}
        """;

    [Theory]
    [InlineData("""{"source":["shop"]}""", true)]
    [InlineData("""{"source":["other","shop"]}""", true)]
    [InlineData("""{"source":["Shop"]}""", false)]
    [InlineData("""{"absent":["x"]}""", false)]
    [InlineData("""{"resources":["arn:b"]}""", true)]
    [InlineData("""{"resources":["arn:c"]}""", false)]
    [InlineData("""{"source":["shop"],"detail":{"paid":[true]}}""", true)]
    [InlineData("""{"source":["shop"],"detail":{"paid":[false]}}""", false)]
    [InlineData("""{"detail":{"note":[null]}}""", true)]
    [InlineData("""{"detail":{"total":[12.50]}}""", true)]
    [InlineData("""{"detail":{"total":["12.5"]}}""", false)]
    [InlineData("""{"detail":{"total":[{"numeric":[">",10,"<=",12.5]}]}}""", true)]
    [InlineData("""{"detail":{"total":[{"numeric":["=",12]}]}}""", false)]
    [InlineData("""{"detail":{"city":[{"prefix":"Kö"}]}}""", true)]
    [InlineData("""{"detail":{"city":[{"prefix":{"equals-ignore-case":"KÖ"}}]}}""", true)]
    [InlineData("""{"detail":{"file":[{"suffix":".png"}]}}""", true)]
    [InlineData("""{"detail":{"file":[{"wildcard":"images/*.png"}]}}""", true)]
    [InlineData("""{"detail":{"file":[{"wildcard":"images/\\*.png"}]}}""", false)]
    [InlineData("""{"detail":{"city":[{"equals-ignore-case":"köln"}]}}""", true)]
    [InlineData("""{"detail":{"city":[{"anything-but":"Bonn"}]}}""", true)]
    [InlineData("""{"detail":{"city":[{"anything-but":["Bonn","Köln"]}]}}""", false)]
    [InlineData("""{"detail":{"city":[{"anything-but":{"prefix":"K"}}]}}""", false)]
    [InlineData("""{"detail":{"absent":[{"anything-but":"x"}]}}""", false)]
    [InlineData("""{"detail":{"absent":[{"exists":false}]}}""", true)]
    [InlineData("""{"detail":{"city":[{"exists":true}]}}""", true)]
    [InlineData("""{"detail":{"city":[{"exists":false}]}}""", false)]
    [InlineData("""{"$or":[{"source":["x"]},{"detail":{"paid":[true]}}]}""", true)]
    [InlineData("""{"$or":[{"source":["x"]},{"source":["y"]}]}""", false)]
    public void A_pattern(string pattern, bool matches)
    {
        using var document = JsonDocument.Parse(Event);
        Assert.Equal(matches, EventPattern.Parse(pattern).Matches(document.RootElement));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"source":"shop"}""")]
    [InlineData("""{"source":[]}""")]
    [InlineData("""{"source":[["shop"]]}""")]
    [InlineData("""{"source":[{"cidr":"10.0.0.0/8"}]}""")]
    [InlineData("""{"source":[{"prefix":7}]}""")]
    [InlineData("""{"source":[{"prefix":"a","suffix":"b"}]}""")]
    [InlineData("""{"source":[{"numeric":[">"]}]}""")]
    [InlineData("""{"source":[{"numeric":["~",1]}]}""")]
    [InlineData("""{"source":["a"],"source":["b"]}""")]
    public void A_wrong_or_unknown_pattern_is_refused(string pattern) =>
        Assert.Equal("InvalidEventPatternException", Assert.Throws<EventsError>(() => EventPattern.Parse(pattern)).Type);
}
