using Guanjia.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Conferences;

/// <summary>What the pages share on which a booking is written: on line, on the telephone, and its change.</summary>
public abstract class BookingFormPage : FormPage<RoomBooking>
{
    [Inject] public Bookings Bookings { get; set; } = default!;
    [Inject] public StoredFiles Files { get; set; } = default!;
    protected IReadOnlyDictionary<string, Ask> Asks { get; private set; } = new Dictionary<string, Ask>();
    protected IReadOnlyDictionary<string, IReadOnlyList<Choice>> Choices { get; private set; } = new Dictionary<string, IReadOnlyList<Choice>>();
    /// <summary>Names of the units and people in both versions of a booking.</summary>
    protected IReadOnlyList<Choice> Names { get; private set; } = [];
    protected Proposals? Proposed { get; private set; }
    IReadOnlyList<Choice> beside = [];
    List<EquipmentPool> pools = [];
    IReadOnlyList<PoolLeft> left = [];
    protected virtual bool Keyboard => false;
    /// <summary>What the answers given so far lead to.</summary>
    protected Outlook? Outlook { get; private set; }
    /// <summary>Why the times typed so far cannot be read.</summary>
    protected string? Unread { get; private set; }
    protected string? HeadcountTyped { get; private set; }
    /// <summary>The numbers under which a meeting can be asked for, of the offices whose rooms are on offer.</summary>
    protected IReadOnlyList<(string Office, string Phone)> Phones { get; private set; } = [];
    /// <summary>Whether a clerk may say by which way the request came.</summary>
    protected bool TakesRequests => By.Has(ConferencePermissions.BookingsAccept);

    /// <summary>Leaders in whose name one may ask.</summary>
    protected IReadOnlyList<Choice> InNameOf => [.. By.Serves.Where(s => s.Books).Select(s => new Choice(s.Person.ToString(), s.Name))];

    // 选用 beside a proposed room, or only looking what follows: nothing is sent.
    protected override bool OnlyLooks(IFormCollection form) => form.ContainsKey("_room") || form.ContainsKey("_look");
    protected override string? Read(IFormCollection form, string name)
    {
        if (IsOurs(form, name)) return "";
        string? One(string n) => form.TryGetValue(n, out var v) ? v.ToString() : null;
        if (name == BookingFields.Room.Name && One("_room") is { Length: > 0 } chosen) return chosen;
        // Questions of several boxes; sent whole by who writes them himself.
        if (form.ContainsKey(name)) return base.Read(form, name);
        return name == BookingFields.Further.Name ? FurtherInput.Compose(One)
            : name == BookingFields.Equipment.Name ? EquipmentInput.Compose(form.Select(f => KeyValuePair.Create(f.Key, f.Value.ToString())))
            : name == BookingFields.Days.Name ? DaysInput.Compose(One, By.Today)
            : base.Read(form, name);
    }

    // What the form began with (one's own unit, one's own name) says nothing of a classified meeting; it is not his to clear.
    bool IsOurs(IFormCollection form, string name) => form[BookingFields.Secrecy.Name] == nameof(MeetingSecrecy.Classified) && OwnUnitAsks
        && (name == BookingFields.Organisers.Name && form[name] == By.Organisation.ToString() || name == BookingFields.ContactName.Name && form[name] == By.Name);

    /// <summary>The days in one text: chosen between two versions.</summary>
    protected virtual string? Chosen => Http.Request.HasFormContentType && Http.Request.Form.TryGetValue(BookingFields.Days.Name, out var days) ? days.ToString() : null;

    /// <summary>The days as typed (posted or kept), for showing again.</summary>
    protected Func<string, string?>? TypedDays => Chosen is not null ? null : Http.Request.HasFormContentType ? n => Http.Request.Form[n] : Typed is { } typed ? n => typed.GetValueOrDefault(n) : null;

    /// <summary>Called when the row to begin with is known.</summary>
    protected async Task Prepare(Input<RoomBooking>? loaded, MeetingDays? days, BookingChannel channel, RoomBooking? changes = null)
    {
        string? Raw(Field<RoomBooking> f)
        {
            if (Http.Request.HasFormContentType) return Read(Http.Request.Form, f.Name);
            if (Typed is { } kept && f == BookingFields.Equipment) return EquipmentInput.Compose(kept);
            if (Typed is { } put && f == BookingFields.Further) return FurtherInput.Compose(n => put.GetValueOrDefault(n));
            if (f == BookingFields.Further && Http.Request.Query["further"].ToString() is { Length: > 0 } way) return way;
            return Typed?.GetValueOrDefault(f.Name) ?? loaded?.Raw(f);
        }
        static IEnumerable<Guid> Ids(string? raw) => (raw ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s => Guid.TryParse(s, out var id) ? id : Guid.Empty);
        var rooms = await Db.OnOffer<Room>().AsNoTracking().Where(r => r.IsActive).OrderBy(r => r.Building.Order).ThenBy(r => r.Order).ThenBy(r => r.Name)
            .Select(r => new { r.Id, r.Name, r.OwnerPath, Building = r.Building.Name, r.Floor, r.SeatsClassroom, r.SeatsHollow, r.SeatsUSofa, r.SeatsRoundTable, r.SeatsTheatre }).ToListAsync(Stop);
        if (Chosen is { } chosen) days = MeetingDays.Parse(chosen).Days ?? days;
        // Of units and people the names of both versions, should someone have been faster.
        var (units, people) = (new HashSet<Guid>(), new HashSet<Guid>());
        foreach (var f in new Field<RoomBooking>[] { BookingFields.Organisers, BookingFields.Undertaker }) { units.UnionWith(Ids(Raw(f))); units.UnionWith(Ids(loaded?.Raw(f))); }
        foreach (var f in new Field<RoomBooking>[] { BookingFields.Leaders, BookingFields.Responsible, BookingFields.Staff }) { people.UnionWith(Ids(Raw(f))); people.UnionWith(Ids(loaded?.Raw(f))); }
        var named = (await Db.Organisations(units, Stop)).Concat(await Db.People(people, Stop)).ToDictionary(c => c.Value);
        IReadOnlyList<Choice> Named(Field<RoomBooking> f) => [.. Ids(Raw(f)).Select(id => named.GetValueOrDefault(id.ToString())).OfType<Choice>()];
        Names = [.. named.Values];
        Choices = new Dictionary<string, IReadOnlyList<Choice>>
        {
            [BookingFields.Room.Name] = [.. rooms.Select(r => new Choice(r.Id.ToString(), $"{r.Name}（{r.Building}{(r.Floor is null ? "" : " " + r.Floor)}，{new[] { r.SeatsClassroom, r.SeatsHollow, r.SeatsUSofa, r.SeatsRoundTable, r.SeatsTheatre }.Max()} 座）"))],
        };
        var owners = rooms.Select(r => r.OwnerPath).Distinct().Take(20).ToList();
        Phones = [.. (await Db.Set<Organisation>().AsNoTracking().Where(o => owners.Contains(o.Path) && o.BookingPhone != null).OrderBy(o => o.Path).Select(o => new { o.Name, o.BookingPhone }).Take(3).ToListAsync(Stop)).Select(o => (o.Name, o.BookingPhone!))];
        Asks = new Dictionary<string, Ask>
        {
            [BookingFields.Days.Name] = new(Own: no => builder =>
            {
                builder.OpenComponent<DaysInput>(0);
                builder.AddComponentParameter(1, nameof(DaysInput.Typed), TypedDays);
                builder.AddComponentParameter(2, nameof(DaysInput.Days), days);
                builder.AddComponentParameter(3, nameof(DaysInput.No), no);
                builder.AddComponentParameter(4, nameof(DaysInput.Keyboard), Keyboard);
                builder.CloseComponent();
            }),
            [BookingFields.Further.Name] = new(Own: no => builder =>
            {
                builder.OpenComponent<FurtherInput>(0);
                builder.AddComponentParameter(1, nameof(FurtherInput.Rooms), beside);
                builder.AddComponentParameter(2, nameof(FurtherInput.Raw), Raw(BookingFields.Further));
                builder.AddComponentParameter(3, nameof(FurtherInput.No), no);
                builder.CloseComponent();
            }),
            [BookingFields.Equipment.Name] = new(Own: no => builder =>
            {
                builder.OpenComponent<EquipmentInput>(0);
                builder.AddComponentParameter(1, nameof(EquipmentInput.Room), Outlook?.Room);
                builder.AddComponentParameter(2, nameof(EquipmentInput.Pools), pools);
                builder.AddComponentParameter(3, nameof(EquipmentInput.Left), left);
                builder.AddComponentParameter(4, nameof(EquipmentInput.Needs), changes?.Equipment ?? []);
                builder.AddComponentParameter(5, nameof(EquipmentInput.Raw), Raw(BookingFields.Equipment));
                builder.AddComponentParameter(6, nameof(EquipmentInput.No), no);
                builder.CloseComponent();
            }),
            [BookingFields.For.Name] = new(InputKind.Select, Choices: [new("", $"本人（{By.Name}）"), .. InNameOf], Hint: "以领导的名义申请：进展会通知他，他也可以自己修改和取消"),
            [BookingFields.Organisers.Name] = new(Url: "/choose/organisations", Many: true, Chosen: Named(BookingFields.Organisers), Placeholder: "键入名称或拼音首字母，如 czt"),
            [BookingFields.Undertaker.Name] = new(Url: "/choose/organisations", Chosen: Named(BookingFields.Undertaker)),
            [BookingFields.Leaders.Name] = new(Url: "/choose/people", Many: true, Chosen: Named(BookingFields.Leaders), Placeholder: "键入姓名或拼音首字母"),
            [BookingFields.Responsible.Name] = new(Url: "/choose/people", Chosen: Named(BookingFields.Responsible)),
            [BookingFields.Staff.Name] = new(Url: "/choose/people", Many: true, Chosen: Named(BookingFields.Staff), Placeholder: "键入姓名或拼音首字母"),
            [BookingFields.OtherNeeds.Name] = new(InputKind.LongText),
            [BookingFields.ContactPhone.Name] = new(InputKind.Phone),
            [BookingFields.Layout.Name] = new(InputKind.Radio),
            [BookingFields.Channel.Name] = new(InputKind.Radio, Choices: channels),
            [BookingFields.Scan.Name] = new(InputKind.Upload, Url: "/api/v1/files", Accept: FileSniffer.Accept, MaxBytes: 52428800, Chosen: Guid.TryParse(Raw(BookingFields.Scan), out var scan) && await Files.Look(scan, Stop) is { } file ? [new(scan.ToString(), file.Name)] : []),
        };
        // Rooms that would do for what is typed so far.
        HeadcountTyped = Raw(BookingFields.Headcount);
        Outlook = await Bookings.Look(Input<RoomBooking>.From(n => n == BookingFields.Days.Name && TypedDays is null ? days?.ToString() : BookingFields.Form.FirstOrDefault(f => f.Name == n) is { } f ? Raw(f) : null, BookingFields.Form), channel, changes, Stop);
        if (Outlook.Room is { } chosenRoom)
        {
            pools = await Bookings.PoolsFor(Db, chosenRoom, Stop);
            beside = [.. rooms.Where(r => r.OwnerPath == chosenRoom.OwnerPath && r.Id != chosenRoom.Id).Select(r => new Choice(r.Id.ToString(), $"{r.Name}（{r.Building}{(r.Floor is null ? "" : " " + r.Floor)}）"))];
            left = await Bookings.Left(Db, pools, chosenRoom, Outlook.Sketch.Days, changes is null ? [] : [changes.Id], Stop);
        }
        // Of two versions both are told in words.
        Choices = new Dictionary<string, IReadOnlyList<Choice>>(Choices)
        {
            [BookingFields.Further.Name] = [.. new[] { Raw(BookingFields.Further), loaded?.Raw(BookingFields.Further) }.SelectMany(raw => FurtherRoom.Parse(raw ?? "").Rooms ?? [])
                .Select(f => new Choice(FurtherRoom.Write([f]), (f with { Name = rooms.Find(r => r.Id == f.Room)?.Name ?? "（已停用）" }).Say()))],
            [BookingFields.Equipment.Name] = [.. new[] { Raw(BookingFields.Equipment), loaded?.Raw(BookingFields.Equipment) }.SelectMany(raw => EquipmentNeed.Parse(raw ?? "").Needs ?? [])
                .Select(n => new Choice(EquipmentNeed.Write([n]), (pools.Find(p => p.Id == n.Pool) is { } pool ? n with { Name = pool.Name, Measure = pool.Measure } : changes?.Equipment.FirstOrDefault(k => k.Pool == n.Pool) is { } known ? n with { Name = known.Name, Measure = known.Measure } : n with { Name = "（已停用）" }).Say()))],
        };
        var composed = TypedDays is null ? "" : DaysInput.Compose(TypedDays, By.Today);
        var (wanted, unread) = TypedDays is null ? (days, null) : composed.Length == 0 ? (null, null) : MeetingDays.Parse(composed);
        Unread = unread;
        if (wanted is { Count: > 0 } && BookingFields.Headcount.Parse(Raw(BookingFields.Headcount)).Value is int heads && heads > 0)
            Proposed = await RoomProposals.Find(Db, wanted, heads, Enum.TryParse<RoomLayout>(Raw(BookingFields.Layout), out var layout) ? layout : RoomLayout.Classroom, [], Ids(Raw(BookingFields.Organisers)).Append(By.Organisation).First(), null, Stop);
    }

    static readonly IReadOnlyList<Choice> channels = [.. new[] { BookingChannel.Online, BookingChannel.OnSite, BookingChannel.Scan }.Select(c => new Choice(c.ToString(), EnumNames.Of(c)))];
    protected static readonly FormSection<RoomBooking> ByWhichWay = new("来源", [[BookingFields.Channel], [BookingFields.Scan]]);

    protected static readonly IReadOnlyList<FormSection<RoomBooking>> Sections =
    [
        new("会议", BookingFields.Name, BookingFields.Nature, BookingFields.Type, BookingFields.Secrecy),
        new("时间和地点", [[BookingFields.Days], [BookingFields.Headcount], [BookingFields.Layout], [BookingFields.Room], [BookingFields.Further], [BookingFields.UrgentReason]]),
        new("单位和人员", [[BookingFields.Organisers], [BookingFields.Undertaker], [BookingFields.Leaders], [BookingFields.Responsible], [BookingFields.Staff], [BookingFields.ContactName, BookingFields.ContactPhone]]),
        new("布置和物品", [[BookingFields.BannerText], [BookingFields.BannerKind], [BookingFields.Rostrum, BookingFields.Microphones], [BookingFields.Equipment], [BookingFields.Guests], [BookingFields.Signs], [BookingFields.OtherNeeds]]),
    ];

    /// <summary>The same of a series, whose dates are each in one room.</summary>
    protected static readonly IReadOnlyList<FormSection<RoomBooking>> OfSeries = [.. Sections.Select(s => s with { Rows = [.. s.Rows.Where(r => !r.Contains(BookingFields.Further))] })];

    /// <summary>Saves what was asked for; a room lost at the last moment is explained.</summary>
    protected async Task<Refusal?> SaveBooking(RoomBooking booking, string url)
    {
        Db.OnceSays = () => (303, url, null);
        if (await Db.Save(Stop) is { } no) return await Bookings.Explain(no, booking, Stop);
        if (KeptId is { } done) await Kept.Drop(done, By.Person, Stop);
        return GoTo(url);
    }

    /// <summary>An input with what a link or an earlier booking gives.</summary>
    protected async Task<(Input<RoomBooking>? Loaded, MeetingDays? Days)> Begin(string? again, IReadOnlyList<Field<RoomBooking>> fields)
    {
        var query = Http.Request.Query;
        Input<RoomBooking>? loaded = null;
        MeetingDays? days = query["days"].ToString() is { Length: > 0 } text ? MeetingDays.Parse(text).Days : null;
        if (Guid.TryParse(again, out var earlier) && (await Db.Open<RoomBooking>(earlier, BookingVerbs.Read, Stop)).Row is { } booking)
            loaded = Input<RoomBooking>.From(booking, 0, BookingFields.Form);
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var f in BookingFields.Form) values[f.Name] = loaded?.Raw(f);
        if (Guid.TryParse(query["room"], out var room)) values[BookingFields.Room.Name] = room.ToString();
        values[BookingFields.Secrecy.Name] ??= nameof(MeetingSecrecy.Open);
        values[BookingFields.Nature.Name] ??= nameof(MeetingNature.Discussion);
        values[BookingFields.Layout.Name] ??= nameof(RoomLayout.Hollow);
        values[BookingFields.Type.Name] ??= nameof(MeetingType.Work);
        values[BookingFields.UrgentReason.Name] = null;
        if (values[BookingFields.Organisers.Name] is null or "" && OwnUnitAsks) values[BookingFields.Organisers.Name] = By.Organisation.ToString();
        if (values[BookingFields.ContactName.Name] is null or "" && OwnUnitAsks) values[BookingFields.ContactName.Name] = By.Name;
        if (InNameOf.FirstOrDefault(c => c.Value == query["for"].ToString()) is { } leader)
        {
            values[BookingFields.For.Name] = leader.Value;
            if (values[BookingFields.Leaders.Name] is null or "") values[BookingFields.Leaders.Name] = leader.Value;
        }
        values[BookingFields.Channel.Name] = nameof(BookingChannel.Online);
        return (Input<RoomBooking>.From(values.GetValueOrDefault, fields), days);
    }
    protected virtual bool OwnUnitAsks => true;
}
