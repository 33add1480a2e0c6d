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

    protected override bool OnlyLooks(IFormCollection form) => form.ContainsKey("_look");

    protected static readonly IReadOnlyList<FormSection<VehicleRequest>> Sections =
    [
        new("用车", [[RequestFields.Fleet], [RequestFields.Title], [RequestFields.Purpose], [RequestFields.Urgent], [RequestFields.Secret]]),
        new("时间和路线", [[RequestFields.StartsAt, RequestFields.EndsAt], [RequestFields.FromDivision, RequestFields.FromPlace], [RequestFields.ToDivision, RequestFields.ToPlace], [RequestFields.OneWay], [RequestFields.Via], [RequestFields.Km]]),
        new("人和车", [[RequestFields.Headcount, RequestFields.Cars], [RequestFields.Passengers], [RequestFields.Wanted], [RequestFields.ContactName, RequestFields.ContactPhone], [RequestFields.Needs], [RequestFields.ExceptionReason]]),
    ];

    protected async Task Prepare(Input<VehicleRequest>? loaded)
    {
        var fleets = await Db.OnOffer<Fleet>().AsNoTracking().Where(f => f.IsActive).OrderBy(f => f.OwnerPath.Length).ThenBy(f => f.Name).Take(50).Select(f => new { f.Id, f.Name, f.Place }).ToListAsync(Stop);
        NoFleet = fleets.Count == 0;
        Choices = new Dictionary<string, IReadOnlyList<Choice>> { [RequestFields.Fleet.Name] = [.. fleets.Select(f => new Choice(f.Id.ToString(), $"{f.Name}（{f.Place}）"))], [RequestFields.ToDivision.Name] = RequestFields.Destinations, [RequestFields.FromDivision.Name] = [.. RequestFields.Destinations.Where(d => d.Value != VehicleRequest.Outside)] };
        Asks = new Dictionary<string, Ask>
        {
            [RequestFields.Fleet.Name] = new(InputKind.Select), [RequestFields.Purpose.Name] = new(InputKind.Select, InputWidth.Medium), [RequestFields.ToDivision.Name] = new(InputKind.Select, InputWidth.Medium), [RequestFields.FromDivision.Name] = new(InputKind.Select, InputWidth.Medium), [RequestFields.Wanted.Name] = new(InputKind.Radio), [RequestFields.ContactPhone.Name] = new(InputKind.Phone),
        };
        string? Raw(string name) => Http.Request.HasFormContentType ? Read(Http.Request.Form, name) : Typed?.GetValueOrDefault(name) ?? (RequestFields.Form.FirstOrDefault(f => f.Name == name) is { } f ? loaded?.Raw(f) : null);
        Outlook = await Requests.Look(Input<VehicleRequest>.From(Raw, RequestFields.Form), Stop);
    }
}
