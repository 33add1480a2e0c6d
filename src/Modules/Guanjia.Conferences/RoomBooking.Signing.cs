namespace Guanjia.Conferences;

public sealed partial class RoomBooking
{
    /// <summary>The facts that a signature stands for. Time and room touch all three; needs and headcount the organiser and the service; banner and leaders the organiser.</summary>
    string FactsOf(SigningParty party)
    {
        var core = $"{RoomId:N}|{Days}{(Further.Count > 0 ? "|" + FurtherRoom.Write(Further) : "")}";
        return party switch
        {
            SigningParty.Manager => $"{core}|{Secrecy}|{Important}",
            SigningParty.Service => $"{core}|{Headcount}|{Layout}|{BannerText}|{BannerKind}|{Rostrum}|{Microphones}|{Type}|{OtherNeeds}|{Guests}|{Signs}|{StaffNames}|{EquipmentNeed.Say(Equipment)}",
            _ => $"{core}|{Name}|{Nature}|{Type}|{Headcount}|{Layout}|{BannerText}|{BannerKind}|{Rostrum}|{Microphones}|{OtherNeeds}|{LeaderNames}|{OrganiserNames}|{UndertakerName}|{Guests}|{Signs}|{EquipmentNeed.Say(Equipment)}",
        };
    }
    IReadOnlyDictionary<SigningParty, string> SignedFacts() => Enum.GetValues<SigningParty>().ToDictionary(p => p, FactsOf);

    public Signature? SignatureOf(SigningParty party) => Signatures.FirstOrDefault(s => s.Party == party);
    public IEnumerable<SigningParty> StillToSign => Enum.GetValues<SigningParty>().Where(p => SignatureOf(p) is null);

    /// <summary>One of the three signatures; the third makes the booking confirmed.</summary>
    /// <param name="onlyOneSigner">The managing unit serves itself and has but one person to sign for both.</param>
    [Clause("conf:C.1.15")]
    public Refusal? Sign(SigningParty party, string name, Guid? person, SigningWay way, bool onlyOneSigner, Acting by)
    {
        if (by.MustBePerson() is { } no) return no;
        if (State != BookingState.Approved) return Refusal.WrongState(State is BookingState.Confirmed ? "三方已经签字确认" : $"会议预约{EnumNames.Of(State)}，批准后才能签字");
        if (SignatureOf(party) is { } already) return Refusal.WrongState($"{EnumNames.Of(party)}已由{already.Name}于{China.SayShort(already.At)}签字");
        if (name.Trim().Length == 0) return new("请写明签字人姓名", Field: "Name");
        if (way == SigningWay.Account && BookingGuards.SignsForOther(this, party, by) is { } theirs) return theirs;
        if (BookingGuards.SigningWaits(this, party, by) is { } waits) return waits;
        var other = party == SigningParty.Manager ? SigningParty.Service : SigningParty.Manager;
        if (party != SigningParty.Organiser && !onlyOneSigner && way == SigningWay.Account && person is { } p && SignatureOf(other)?.Person == p)
            return new("管理单位与服务单位应由两人分别签字；您已代表另一方签过", "conf:C.1.15", Code: Refusal.Codes.Forbidden);
        Signatures = [.. Signatures, new(party, name.Trim(), person, by.Now, way, FactsOf(party))];
        if (!StillToSign.Any()) (State, ChangeNote) = (BookingState.Confirmed, null);
        return null;
    }

    /// <summary>The answers as people read them, for saying what a change changed.</summary>
    Dictionary<string, string> Words() => BookingFields.Form.ToDictionary(f => f.Name, f => f.Name switch
    {
        nameof(OrganiserIds) => OrganiserNames, nameof(LeaderIds) => LeaderNames, nameof(StaffIds) => StaffNames, nameof(UndertakerId) => UndertakerName ?? "", nameof(RoomId) or nameof(ResponsibleId) => f.Raw(f.Read(this)), _ => f.Show(f.Read(this)),
    });

    /// <summary>After a change only those sign again whose facts changed; what changed is said.</summary>
    void AskSignersAgain(IReadOnlyDictionary<SigningParty, string> before, Dictionary<string, string> words, Room room, Acting by)
    {
        if (Signatures.Count == 0 && ChangeNote is null) return;
        var lost = Signatures.Where(s => FactsOf(s.Party) != before[s.Party]).ToList();
        if (lost.Count == 0 && ChangeNote is null) return;
        var now = Words();
        static string Cut(string s) => s.Length == 0 ? "（空）" : s.Length > 40 ? s[..40] + "…" : s;
        var what = string.Join("，", BookingFields.Form.Where(f => words[f.Name] != now[f.Name]).Select(f => f.Name is nameof(RoomId) ? $"会议地点改为{room.Name}" : f.Name is nameof(ResponsibleId) ? "保密责任人已更换" : $"{f.Label}由“{Cut(words[f.Name])}”改为“{Cut(now[f.Name])}”"));
        if (what.Length == 0) return;
        Signatures = [.. Signatures.Except(lost)];
        // Changes come one after the other: all of them stand there until everybody has signed again.
        var note = $"{(ChangeNote is { } earlier ? earlier.Split("。请")[0] + "；" : "")}{by.Name} {China.SayShort(by.Now)} 改动：{what}。请{string.Join("、", StillToSign.Select(p => EnumNames.Of(p)))}重新签字";
        ChangeNote = note.Length > 1000 ? note[..999] + "…" : note;
        if (State == BookingState.Confirmed) State = BookingState.Approved;
    }
}
