using Guanjia.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Guanjia.Vehicles;

/// <summary>What the pages share on which a request is written.</summary>
public abstract class RequestFormPage : FormPage<VehicleRequest>
{
    [Inject] public Requests Requests { get; set; } = default!;
    protected IReadOnlyDictionary<string, Ask> Asks { get; private set; } = new Dictionary<string, Ask>();
    protected IReadOnlyDictionary<string, IReadOnlyList<Choice>> Choices { get; private set; } = new Dictionary<string, IReadOnlyList<Choice>>();
    protected UseOutlook? Outlook { get; private set; }
    protected bool NoFleet { get; private set; }
    [Inject] public Occasions Occasions { get; set; } = default!;
    /// <summary>Words of the meeting that is chosen, where two versions stand side by side.</summary>
    protected IReadOnlyList<Choice> Named { get; private set; } = [];

    protected override bool OnlyLooks(IFormCollection form) => form.ContainsKey("_look");

    protected static readonly IReadOnlyList<FormSection<VehicleRequest>> Sections =
    [
        new("用车", [[RequestFields.Fleet], [RequestFields.Title], [RequestFields.Purpose], [RequestFields.Occasion], [RequestFields.Urgent], [RequestFields.Secret]]),
        new("时间和路线", [[RequestFields.StartsAt, RequestFields.EndsAt], [RequestFields.FromDivision, RequestFields.FromPlace], [RequestFields.FromSpot], [RequestFields.ToDivision, RequestFields.ToPlace], [RequestFields.ToSpot], [RequestFields.OneWay], [RequestFields.Via], [RequestFields.Km]]),
        new("人和车", [[RequestFields.Headcount, RequestFields.Cars], [RequestFields.Passengers], [RequestFields.Wanted], [RequestFields.Shares], [RequestFields.ContactName, RequestFields.ContactPhone], [RequestFields.Needs], [RequestFields.ExceptionReason]]),
    ];

    protected async Task Prepare(Input<VehicleRequest>? loaded)
    {
        var fleets = await Db.OnOffer<Fleet>().AsNoTracking().Where(f => f.IsActive).OrderBy(f => f.OwnerPath.Length).ThenBy(f => f.Name).Take(50).Select(f => new { f.Id, f.Name, f.Place }).ToListAsync(Stop);
        NoFleet = fleets.Count == 0;
        Choices = new Dictionary<string, IReadOnlyList<Choice>> { [RequestFields.Fleet.Name] = [.. fleets.Select(f => new Choice(f.Id.ToString(), $"{f.Name}（{f.Place}）"))], [RequestFields.ToDivision.Name] = RequestFields.Destinations, [RequestFields.FromDivision.Name] = [.. RequestFields.Destinations.Where(d => d.Value != VehicleRequest.Outside)] };
        string? Raw(string name) => Http.Request.HasFormContentType ? Read(Http.Request.Form, name) : Typed?.GetValueOrDefault(name) ?? (RequestFields.Form.FirstOrDefault(f => f.Name == name) is { } f ? loaded?.Raw(f) : null);
        Named = await Occasions.Of(Guid.TryParse(Raw(RequestFields.Occasion.Name), out var occasion) ? occasion : null, Stop) is { } o ? [new Choice(o.Id.ToString(), o.Says)] : [];
        Asks = new Dictionary<string, Ask>
        {
            [RequestFields.Occasion.Name] = new(Url: "/choose/occasions", Placeholder: "会议名称或编号", Chosen: Named), [RequestFields.FromSpot.Name] = new(Width: InputWidth.Large), [RequestFields.ToSpot.Name] = new(Width: InputWidth.Large),
            [RequestFields.Fleet.Name] = new(InputKind.Select), [RequestFields.Purpose.Name] = new(InputKind.Select, InputWidth.Medium), [RequestFields.ToDivision.Name] = new(InputKind.Select, InputWidth.Medium), [RequestFields.FromDivision.Name] = new(InputKind.Select, InputWidth.Medium), [RequestFields.Wanted.Name] = new(InputKind.Radio), [RequestFields.ContactPhone.Name] = new(InputKind.Phone),
        };
        Outlook = await Requests.Look(Input<VehicleRequest>.From(Raw, RequestFields.Form), Stop);
    }
}
