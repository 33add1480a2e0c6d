namespace Guanjia.Vehicles;

/// <summary>用车主体权限 (who may ask for which kind of car): of each kind the words of units, posts and persons, as the office that manages the fleet wrote them, with a date. A kind that is not named may be asked for by everyone to whom the fleet is open.</summary>
[Clause("cons:8.2.2.1.a.i")]
public static class UseRights
{
    const string every = "各类车";
    const int longestWord = 40;

    /// <summary>Why a text says no such rights; null: it does.</summary>
    public static string? Wrong(string text) => Read(text).Error;

    /// <summary>The rule that speaks against the asker; null: none.</summary>
    public static Refusal? Against(VehicleRequest r, Acting by)
    {
        foreach (var (kind, words) in Read(by.Of(UseStandard.MayAsk, r.OwnerPath)).Lines)
            if ((kind is null || kind == r.Wanted) && !words.Any(w => Means(w, r, by)))
                return UseStandard.MayAsk.No($"{(kind is { } k ? EnumNames.Of(k) : "本车队的车")}只供{string.Join("、", words)}申请（用车主体权限），您的单位、职务不在其中；请{(kind is null ? "" : "改选其他车型，或")}请本单位符合条件的人员申请", kind is null ? nameof(r.FleetId) : nameof(r.Wanted));
        return null;
    }

    static bool Means(string word, VehicleRequest r, Acting by) => r.AskerName.Contains(word, StringComparison.Ordinal) || by.OrganisationName.Contains(word, StringComparison.Ordinal) || by.PostTitle.Contains(word, StringComparison.Ordinal) || by.IsPerson && by.Name == word;

    static (IReadOnlyList<(WantedCar? Kind, IReadOnlyList<string> Words)> Lines, string? Error) Read(string text)
    {
        var lines = new List<(WantedCar?, IReadOnlyList<string>)>();
        foreach (var line in text.Split(['；', ';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = line.Split(['：', ':'], 2, StringSplitOptions.TrimEntries);
            var words = parts.Length == 2 ? parts[1].Split(['、', '，', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
            var kind = Enum.GetValues<WantedCar>().Where(k => k != WantedCar.Any).Select(k => (WantedCar?)k).FirstOrDefault(k => EnumNames.Of(k!.Value) == parts[0]);
            if (words.Length == 0 || words.Any(w => w.Length > longestWord) || kind is null && parts[0] != every)
                return ([], $"“{(line.Length > 40 ? line[..40] + "…" : line)}”没有写清谁可以申请；请写成 越野车：处长、巡视员、财政厅，车型为 {string.Join("、", Enum.GetValues<WantedCar>().Where(k => k != WantedCar.Any).Select(k => EnumNames.Of(k)))} 或 {every}");
            lines.Add((kind, words));
        }
        return (lines, null);
    }
}
