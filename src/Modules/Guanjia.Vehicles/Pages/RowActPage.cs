using Guanjia.Web;
using Microsoft.AspNetCore.Components;

namespace Guanjia.Vehicles;

/// <summary>A page that does one verb to one row: opened by the verb's permission, asked what the verb needs, saved.</summary>
public abstract class RowActPage<T> : PlainFormPage where T : class, IRow, IOwned
{
    [Parameter] public Guid Id { get; set; }
    public T? Row { get; private set; }
    public abstract Verb Verb { get; }
    /// <summary>Where one goes after the act, and without it.</summary>
    protected abstract string Next { get; }
    protected override (string Thing, Guid Row, string OwnerPath) Acted => (Things.Key<T>(), Id, Row?.OwnerPath ?? By.Org);

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        var (row, no) = await Db.Open<T>(Id, Verb, Stop);
        if (row is null) { Http.Response.StatusCode = no!.Status; return; }
        await Ready(row);
        Row = row;
    }

    protected virtual Task Ready(T row) => Task.CompletedTask;
    protected abstract Task<Refusal?> Act(T row);
    protected override async Task<Refusal?> Act() => Row is not { } row ? NotFound() : await Act(row) ?? await SaveAndGo(Next);

    /// <summary>A day as it was typed, or the refusal.</summary>
    protected Refusal? Day(string name, string label, out DateOnly day)
    {
        var (value, error) = Text(name) is { Length: > 0 } typed ? Values.Parse(typed, typeof(DateOnly), label) : (null, $"请填写{label}");
        day = value is DateOnly d ? d : default;
        return error is null ? null : new(error, Field: name);
    }
}

/// <summary>One verb on one vehicle.</summary>
public abstract class VehicleActPage : RowActPage<Vehicle>
{
    protected override string Next => $"/vehicles/vehicles/{Id}";
    protected Crumb[] Crumbs => [new("公务用车", "/vehicles/vehicles"), new(Row!.Name, Next)];
}

/// <summary>One verb on one driver.</summary>
public abstract class DriverActPage : RowActPage<Driver>
{
    protected override string Next => $"/vehicles/drivers/{Id}";
    protected Crumb[] Crumbs => [new("驾驶员", "/vehicles/drivers"), new(Row!.Name, Next)];
}
