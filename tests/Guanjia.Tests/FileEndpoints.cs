using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Guanjia.Conferences;
using Guanjia.Platform;
using Guanjia.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Guanjia.Tests;

public class FileEndpoints(SharedWorld shared) : IClassFixture<SharedWorld>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    World World => shared.World;

    async Task<(HttpStatusCode Status, JsonElement Body)> Upload(string who, string name, byte[] bytes, string? mark = null)
    {
        using var form = new MultipartFormDataContent();
        if (mark is not null) form.Add(new StringContent(mark), "mark");
        var part = new ByteArrayContent(bytes);
        part.Headers.ContentDisposition = new("form-data") { Name = "file", FileName = "x", FileNameStar = name };
        form.Add(part);
        var answer = await World.Api(who).PostAsync("/api/v1/files", form, Ct);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Ct));
    }

    static readonly byte[] pdf = Encoding.ASCII.GetBytes("%PDF-1.4 a notice");

    [Theory, InlineData("work-secret", "工作秘密"), InlineData("机密", null), InlineData("classified", null)]
    public async Task The_mark_counts_wherever_it_stands(string mark, string? kept)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(pdf), "file", "通知.pdf" }, { new StringContent(mark), "mark" } };
        var answer = await World.Api("organiser").PostAsync("/api/v1/files", form, Ct);
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(kept is null ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.Created, answer.StatusCode);
        if (kept is not null) Assert.Equal(kept, said.GetProperty("mark").GetString());
        else Assert.Equal("serv:5.3.d", said.GetProperty("clause").GetString());
    }

    [Fact]
    public async Task An_upload_repeated_under_its_key_is_one_file()
    {
        async Task<HttpResponseMessage> Send(string name)
        {
            using var form = new MultipartFormDataContent { { new ByteArrayContent(pdf), "file", name } };   // another boundary each time
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/files") { Content = form };
            request.Headers.Add("Idempotency-Key", "upload-once");
            return await World.Api("organiser").SendAsync(request, Ct);
        }
        async Task<Guid> Id(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        var (first, again) = (await Send("once.pdf"), await Send("once.pdf"));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, again.StatusCode));
        Assert.Equal(await Id(first), await Id(again));
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send("another.pdf")).StatusCode);
    }

    [Fact]
    public async Task What_one_uploaded_only_he_reads_until_it_hangs_on_a_row()
    {
        var (status, body) = await Upload("organiser", "会议通知 “终稿”.pdf", pdf);
        Assert.Equal(HttpStatusCode.Created, status);
        var url = $"/api/v1/files/{body.GetProperty("id").GetGuid()}";
        var answer = await World.Api("organiser").GetAsync(url, Ct);
        Assert.Equal(pdf, await answer.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("会议通知 “终稿”.pdf", answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition.DispositionType);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.StartsWith("sandbox", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await World.Api("clerk").GetAsync(url, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await World.House.Nobody().Http.GetAsync(url, Ct)).StatusCode);
    }

    [Fact, Clause("serv:5.3.a.1")]
    public async Task A_file_on_a_booking_is_read_by_whoever_reads_the_booking_and_each_download_is_recorded()
    {
        var made = await World.Api("organiser").PostAsJsonAsync("/api/v1/conferences/bookings", World.Ask("19:00", "20:00"), Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var booking = (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid();
        var file = (await Upload("organiser", "通知.pdf", pdf, "公开")).Body.GetProperty("id").GetGuid();
        var me = new Acting(World.People["organiser"].Id, "田小军", World.Organisations["finance"].Id, World.Organisations["finance"].Path, World.House.Clock.Now, Limits.Published, Access.None);
        await World.House.In(async db =>
        {
            var (row, no) = await db.Open<RoomBooking>(booking, BookingVerbs.Scan, Ct);
            Assert.Null(no);
            var files = new StoredFiles(db, World.House.Services.GetRequiredService<IFileStore>(), World.House.Services.GetServices<FileHolder>(), World.House.Folder);
            Assert.Null(await files.Hang(file, row!, "notice", Ct));
            Assert.Null(await db.Save(Ct));
            Assert.Equal("通知.pdf", Assert.Single(await files.Of(booking, Ct)).Name);
        }, me);
        Assert.Equal(HttpStatusCode.OK, (await World.Api("clerk").GetAsync($"/api/v1/files/{file}", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await World.Api("neighbour").GetAsync($"/api/v1/files/{file}", Ct)).StatusCode);
        var recorded = await World.House.In(db => db.Set<AuditEntry>().Where(a => a.RowId == booking && a.Kind == AuditKind.Downloaded).Select(a => a.Name).ToListAsync(Ct));
        Assert.Equal(["张岚"], recorded);
    }

    [Fact, Clause("oper:7.4.1.c.2")]
    public async Task A_program_named_pdf_gets_415_with_what_it_really_is()
    {
        var (status, body) = await Upload("organiser", "通知.pdf", Encoding.Latin1.GetBytes("MZ\u0090\0\u0003"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, status);
        Assert.Contains("实际是Windows 可执行程序", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact, Clause("oper:7.4.1.c.2")]
    public async Task Two_hundred_megabytes_get_413()
    {
        using var form = new MultipartFormDataContent { { new StreamContent(new Zeros(200L << 20)), "file", "大文件.zip" } };
        var answer = await World.Api("organiser").PostAsync("/api/v1/files", form, Ct);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("50 MB", (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact, Clause("serv:5.3.d")]
    public async Task A_state_secret_is_refused_with_its_clause()
    {
        var (status, body) = await Upload("organiser", "纪要.pdf", pdf, "机密");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("serv:5.3.d", body.GetProperty("clause").GetString());
    }

    [Fact]
    public async Task Without_the_permission_nothing_is_uploaded() => Assert.Equal(HttpStatusCode.Forbidden, (await Upload("leader", "通知.pdf", pdf)).Status);

    [Fact]
    public async Task Files_that_hung_on_nothing_for_two_days_are_swept_away_and_others_stay()
    {
        await using var world = await World.Make(Ct);
        await world.House.In(async db =>
        {
            var store = world.House.Services.GetRequiredService<IFileStore>();
            var files = new StoredFiles(db, store, [], world.House.Folder);
            var (loose, no, _) = await files.Receive(new MemoryStream(pdf), "散件.pdf", "公开", Ct);
            var (kept, _, _) = await files.Receive(new MemoryStream([.. pdf, 1]), "附件.pdf", "公开", Ct);
            Assert.Null(no);
            Assert.Null(await files.Hang(kept!.Id, world.Small, "photograph", Ct));
            Assert.Null(await db.Save(Ct));
            // The store's own clock is that of the disk.
            db.Scope.By = db.Scope.Required with { Now = DateTimeOffset.UtcNow.AddDays(3) };
            Assert.Equal((1, 1), await files.Sweep(Ct));
            Assert.Null(store.Open(loose!.Hash));
            using var there = store.Open(kept.Hash);
            Assert.NotNull(there);
        });
    }

    [Theory, InlineData("a.pdf", "filename=\"a.pdf\""), InlineData("通知\".pdf", "filename=\"___.pdf\"")]
    public void Names_are_safe_in_the_header(string name, string plain) => Assert.Contains(plain, FileApi.Disposition("attachment", name), StringComparison.Ordinal);

    sealed class Zeros(long length) : Stream
    {
        long at;
        public override int Read(byte[] buffer, int offset, int count) { var n = (int)Math.Min(count, length - at); Array.Clear(buffer, offset, n); at += n; return n; }
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => at; set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
