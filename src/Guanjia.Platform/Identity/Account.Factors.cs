using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Guanjia.Platform;

public sealed partial class Account
{
    /// <summary>验证器密钥 (key of the authenticator app), encrypted; null: no app.</summary>
    [Secret] public string? TotpKey { get; private set; }
    /// <summary>The time step of the last code taken: neither it nor an older one is taken again.</summary>
    [Secret] public long TotpStep { get; private set; }
    public DateTimeOffset? TotpSetAt { get; private set; }
    /// <summary>Hashes of the recovery codes not yet used.</summary>
    [Secret] public List<string> RecoveryHashes { get; private set; } = [];
    public DateTimeOffset? RecoveryMadeAt { get; private set; }

    // What ASP.NET Core Identity calls what is ours; the rest of its columns is not mapped.
    public override string? UserName { get => Login; set => throw new NotSupportedException("a login does not change"); }
    public override bool TwoFactorEnabled { get => TotpKey is not null; set => throw new NotSupportedException("follows from the factors"); }

    public const int RecoveryCodes = 10;
    const string recoverySigns = "abcdefghjkmnpqrstuvwxyz23456789";   // none that is read as another

    /// <param name="step">Of the code by which the app was tried out: it is used up.</param>
    public void SetTotp(string sealedKey, long step, DateTimeOffset now) => (TotpKey, TotpStep, TotpSetAt) = (sealedKey, step, now);

    /// <summary>Takes the code of a time step, once.</summary>
    public Refusal? TakeStep(long step)
    {
        if (step <= TotpStep) return Refusal.WrongState("这个验证码已经用过，请等验证器显示下一个（最多 30 秒）") with { Clause = "serv:5.3.b.1", Field = "Code" };
        TotpStep = step;
        return null;
    }

    /// <summary>Ten new codes, some 79 bits each, shown once; those from before are void.</summary>
    public IReadOnlyList<string> MakeRecoveryCodes(DateTimeOffset now)
    {
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => string.Join('-', Enumerable.Range(0, 4).Select(_ => new string(RandomNumberGenerator.GetItems<char>(recoverySigns, 4))))).ToList();
        (RecoveryHashes, RecoveryMadeAt) = ([.. codes.Select(RecoveryHash)], now);
        return codes;
    }

    public Refusal? TakeRecovery(string code)
    {
        var hash = RecoveryHash(code);
        if (!RecoveryHashes.Contains(hash)) return new("恢复码不正确，或者已经用过；每个恢复码只能用一次", "serv:5.3.b.1", "Code");
        RecoveryHashes = [.. RecoveryHashes.Where(h => h != hash)];
        return null;
    }
    // With the account in it: one table of hashes does not serve for all accounts.
    string RecoveryHash(string code) => Session.Hash($"{Id:N} {new string([.. code.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)])}");

    public void RemoveTotp() => (TotpKey, TotpSetAt) = (null, null);
    public void VoidRecovery() => (RecoveryHashes, RecoveryMadeAt) = ([], null);
}

/// <summary>通行密钥 (passkey): the public half of a key pair that lies in a device of the account's person and answers one site alone.</summary>
[NotAudited("the account's history tells of its coming and going, the sign-in record of its use")]
public sealed class Passkey
{
    Passkey() { }
    public Passkey(Guid id, Guid account, string name, string site, UserPasskeyInfo made, DateTimeOffset now)
    {
        Id = id;
        AccountId = account;
        Name = name;
        Site = site;
        CredentialId = made.CredentialId;
        PublicKey = made.PublicKey;
        Transports = string.Join(',', made.Transports ?? []);
        SignCount = made.SignCount;
        (IsUserVerified, IsBackupEligible, IsBackedUp) = (made.IsUserVerified, made.IsBackupEligible, made.IsBackedUp);
        AddedAt = now;
    }

    public Guid Id { get; private set; }
    public Guid AccountId { get; private set; }
    /// <summary>What its person calls it: 办公电脑.</summary>
    public string Name { get; private set; } = "";
    /// <summary>The site (relying party) for which it was made: a browser offers it there alone.</summary>
    public string Site { get; private set; } = "";
    /// <summary>By what the device knows the key; up to a kilobyte.</summary>
    [Secret] public byte[] CredentialId { get; private set; } = [];
    [Secret] public byte[] PublicKey { get; private set; } = [];
    public string Transports { get; private set; } = "";
    public long SignCount { get; private set; }
    public bool IsUserVerified { get; private set; }
    public bool IsBackupEligible { get; private set; }
    public bool IsBackedUp { get; private set; }
    public DateTimeOffset AddedAt { get; private set; }
    public DateTimeOffset? UsedAt { get; private set; }

    public void Used(UserPasskeyInfo now, DateTimeOffset at) => (SignCount, IsBackedUp, UsedAt) = (now.SignCount, now.IsBackedUp, at);
    /// <summary>As ASP.NET Core Identity takes it.</summary>
    public UserPasskeyInfo Info => new(CredentialId, PublicKey, AddedAt, (uint)SignCount, Transports.Split(',', StringSplitOptions.RemoveEmptyEntries), IsUserVerified, IsBackupEligible, IsBackedUp, [], []);
}
