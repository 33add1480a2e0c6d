using Guanjia.Web;

namespace Guanjia.Vehicles;

/// <summary>A page that does one verb to one alarm.</summary>
public abstract class AlarmActPage : ActPage<MovementAlarm>
{
    protected override bool OnlyWhenOffered => true;
    public override string Home => $"/vehicles/alarms/{Id}";
    protected override async Task<IEnumerable<Verb>> Offered(MovementAlarm row) => (await AlarmActions.For(Db, row, By, Stop)).Select(a => a.Verb);
    protected override Refusal Late(MovementAlarm row) => Refusal.WrongState($"告警{EnumNames.Of(row.State)}，现在不能办理“{Verb.Name}”");
}
