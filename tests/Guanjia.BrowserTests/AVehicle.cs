using System.Net;
using Guanjia.Tests;
using Guanjia.Tests.Vehicles;
using Guanjia.Vehicles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Guanjia.BrowserTests;

/// <summary>A car for a day's work: asked for, approved, accepted, dispatched, driven, checked, evaluated.</summary>
public sealed class AVehicle(RunningGuanjia guanjia)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;
    static readonly DateOnly day = new(2026, 12, 1);

    static async Task Press(Visit who, string url, string button)
    {
        Assert.Equal(200, await who.Open(url));
        await who.Page.ClickAsync($"main .gj-acts button.btn-primary:has-text('{button}')");
        await who.At(now => !now.EndsWith(url.Split('?')[0], StringComparison.Ordinal) && !now.Contains("/dispatch?", StringComparison.Ordinal));
    }

    static async Task<string> Asks(Visit passenger)
    {
        var page = passenger.Page;
        Assert.Equal(200, await passenger.Open("/vehicles/requests/new"));
        await passenger.Until("!!customElements.get('gj-look')");
        await page.FillAsync("#Title", "赴灵武市核查淤地坝");
        await page.SelectOptionAsync("#Purpose", "Inspection");
        await page.FillAsync("#StartsAt", "2026-12-01T09:00");
        await page.FillAsync("#EndsAt", "2026-12-01T15:00");
        await page.SelectOptionAsync("#ToDivision", "640181");
        await page.FillAsync("#ToPlace", "灵武市水务局");
        await page.FillAsync("#Headcount", "3");
        await page.FillAsync("#ContactPhone", "13800001234");
        await passenger.Picture("request");
        await page.Locator("#request .gj-acts [type=submit].btn-primary").ClickAsync();
        await passenger.At(url => url.Split('/').Last().Length == 36);
        return new Uri(page.Url).AbsolutePath;
    }

    /// <summary>Asked for, approved, accepted and dispatched, each on his own page.</summary>
    async Task<(string Request, string Trip)> Dispatched(FleetTown town, Visit passenger, string journey)
    {
        var request = await Asks(passenger);
        await using (var head = await guanjia.VisitTo(town.World, "head", $"{journey}-head", 390)) await Press(head, request + "/approve", "批准");
        await using var dispatcher = await guanjia.VisitTo(town.World, "dispatcher", $"{journey}-dispatcher");
        await Press(dispatcher, request + "/accept", "受理");
        await dispatcher.Open("/vehicles/dispatch?day=2026-12-01");
        await dispatcher.Picture("board");
        await dispatcher.Open($"{request}/dispatch?vehicle={town.Cars["sedan"].Id}&driver={town.Drivers["driver"].Id}");
        await dispatcher.Picture("cars");
        await Press(dispatcher, $"{request}/dispatch?vehicle={town.Cars["sedan"].Id}&driver={town.Drivers["driver"].Id}", "派车");
        return (request, $"/vehicles/trips/{await town.World.House.In(db => db.Set<Trip>().Where(t => t.State == TripState.Ordered).Select(t => t.Id).SingleAsync(Ct))}");
    }

    [Fact]
    public async Task Takes_its_ten_steps_with_the_drivers_phone_without_network_in_the_middle()
    {
        await using var town = await FleetTown.Listening();
        await using var passenger = await guanjia.VisitTo(town.World, "passenger", "vehicle-passenger");
        var (request, trip) = await Dispatched(town, passenger, "vehicle");
        await using var phone = await guanjia.VisitTo(town.World, "driver", "vehicle-driver", 390);
        var page = phone.Page;
        // From the workbench to his page.
        await phone.Open("/");
        await page.ClickAsync("main a[href$='/drive']");
        await phone.At(url => url.EndsWith(trip + "/drive", StringComparison.Ordinal));
        await phone.Picture("ordered");
        await phone.Accessible();
        await page.ClickAsync("[data-step=Ordered] button.btn-primary");
        await Expect(page.Locator("[data-step=Taken]").First).ToBeVisibleAsync();
        await phone.Picture("taken");
        // The cellar has no network: he sets out, and tells what happens on the way.
        town.At(day, "08:50");
        await phone.Open(trip + "/drive");
        await phone.Until("!!customElements.get('gj-queue') && !!customElements.get('gj-drive')");
        await page.EvaluateAsync("navigator.serviceWorker.ready.then(() => 0)");
        await page.Context.SetOfflineAsync(true);
        // What is lacking is said here, where no server answers: nothing of it waits in the queue.
        await page.FillAsync("#OutKm", "");
        await page.ClickAsync("[data-step=Taken] button.btn-primary");
        await Expect(page.Locator(".gj-lacking")).ToContainTextAsync("请填写");
        await page.FillAsync("#OutKm", "41306");
        await page.ClickAsync("[data-step=Taken] button.btn-primary");
        await Expect(page.Locator(".gj-lacking")).ToContainTextAsync("还没有勾选");
        await Expect(page.Locator("gj-queue")).Not.ToContainTextAsync("未发送");
        foreach (var box in await page.Locator("input[name=Checks]").AllAsync()) await box.CheckAsync();
        await page.SetInputFilesAsync("#OutPhotoId", new FilePayload { Name = "仪表.png", MimeType = "image/png", Buffer = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==") });
        await Expect(page.Locator("[data-step=Taken] .gj-files li")).ToContainTextAsync("稍后发送");
        await page.ClickAsync("[data-step=Taken] button.btn-primary");
        await Expect(page.Locator("gj-queue")).ToContainTextAsync("未发送：出车");
        await page.ClickAsync("[data-step=Out] button:has-text('乘客上车')");
        await page.ClickAsync("[data-step=Out] button:has-text('到达灵武市水务局')");
        await Expect(page.Locator("[data-kept-list] li")).ToHaveCountAsync(2);
        await phone.Picture("without-network");
        // The browser threw the page away, as phones do: it opens again as far as he had come, and from the page that stands in for all others too.
        await page.ReloadAsync();
        await Expect(page.Locator("gj-queue")).ToContainTextAsync("未发送：出车");
        await Expect(page.Locator("[data-step=Out] button:has-text('乘客上车')")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-step=Taken]").First).ToBeHiddenAsync();
        await Expect(page.Locator("[data-kept-list] li")).ToHaveCountAsync(2);
        await page.GotoAsync("/tasks");
        await Expect(page.Locator("main")).ToContainTextAsync("现在没有网络");
        await phone.Picture("offline-list");
        await page.ClickAsync("[data-kept-pages] a:has-text('宁A·10001')");
        await phone.Until("!!customElements.get('gj-queue') && !!customElements.get('gj-drive')");
        await page.DblClickAsync("[data-step=Out] button:has-text('等候')");
        await Expect(page.Locator("[data-kept-list] li")).ToHaveCountAsync(3);
        await phone.Picture("reopened");
        Assert.Equal(TripState.Taken, await town.World.House.In(db => db.Set<Trip>().Select(t => t.State).SingleAsync(Ct)));
        // The browser was started again meanwhile: the token of the page that it was typed on is no good any more.
        await page.Context.ClearCookiesAsync(new() { Name = "guanjia.form" });
        await page.Context.SetOfflineAsync(false);
        await page.EvaluateAsync("dispatchEvent(new Event('online'))");
        await Expect(page.Locator("gj-queue")).ToContainTextAsync("已发送：等候");
        await Expect(page.Locator("gj-queue")).Not.ToContainTextAsync("未发送");
        Assert.Equal([TripEventKind.SetOut, TripEventKind.Boarded, TripEventKind.Reached, TripEventKind.Waits], await town.World.House.In(db => db.Set<TripEvent>().OrderBy(e => e.At).ThenBy(e => e.ReceivedAt).Select(e => e.Kind).ToListAsync(Ct)));
        Assert.Equal(1, await page.EvaluateAsync<int>("caches.open('guanjia-pages').then(c => c.keys()).then(k => k.length)"));
        Assert.NotNull(await town.World.House.In(db => db.Set<Trip>().Select(t => t.OutPhotoId).SingleAsync(Ct)));   // the picture came along
        // The passenger sees it at once.
        await passenger.Open(request);
        await Expect(passenger.Page.Locator("main")).ToContainTextAsync("出车中");
        await passenger.Picture("out");
        town.At(day, "14:50");
        await phone.Open(trip + "/drive");
        await page.FillAsync("#BackKm", "41410");
        await page.FillAsync("#KmReason", "绕行施工路段");
        await phone.Picture("back");
        await page.ClickAsync("[data-step=Out] button:has-text('确认归队')");
        await Expect(page.Locator("[data-step=Back]")).ToBeVisibleAsync();
        await page.FillAsync("#Fuel", "60.5");
        await page.ClickAsync("[data-step=Back] button.btn-primary");
        await Expect(page.Locator("main")).ToContainTextAsync("待校核");
        // What is done lies on the phone no longer.
        Assert.Equal(0, await page.EvaluateAsync<int>("caches.open('guanjia-pages').then(c => c.keys()).then(k => k.length)"));
        await using (var fleet = await guanjia.VisitTo(town.World, "fleet", "vehicle-fleet"))
        {
            await fleet.Open(trip + "/check");
            await fleet.Picture("check");
            await Press(fleet, trip + "/check", "校核通过");
        }
        await passenger.Open(request + "/evaluate");
        foreach (var mark in new[] { "Punctual", "Driving", "Clean", "Manner", "Route" }) await passenger.Page.CheckAsync($"input[name={mark}][value='5']");
        await passenger.Picture("evaluate");
        await passenger.Page.ClickAsync("main .gj-acts button.btn-primary");
        await passenger.At(url => url.EndsWith(request, StringComparison.Ordinal));
        await Expect(passenger.Page.Locator("main")).ToContainTextAsync("十步中已完成 10 步");
        await passenger.Picture("done");
        await passenger.Accessible();
    }

    [Fact]
    public async Task A_place_is_chosen_on_the_map_and_drawn_along_and_open_trips_of_the_way_are_shown()
    {
        await using var town = await FleetTown.Listening();
        await town.Send("dispatcher", "trips", town.Order(await town.Accepted(new(town.Ask(day, heads: 2)) { ["shares"] = true }), "van", "driver2"), HttpStatusCode.Created);
        await using var visit = await guanjia.VisitTo(town.World, "passenger", "vehicle-place", both: true);
        var page = visit.Page;
        Assert.Equal(200, await visit.Open("/vehicles/requests/new"));
        await visit.Until("document.querySelector('gj-place')?.dataset.map === 'ready' && !!customElements.get('gj-look')", 30);
        var map = page.Locator("gj-place");
        await map.ScrollIntoViewIfNeededAsync();
        await map.ClickAsync(new() { Position = new() { X = 150, Y = 110 } });
        await visit.Until("document.querySelector('gj-place').dataset.pins === '1'");
        var (first, county) = (await page.InputValueAsync("#ToSpot"), await page.InputValueAsync("#ToDivision"));
        Assert.Matches(@"^10\d\.\d{4},3\d\.\d{4}$", first);
        Assert.StartsWith("64", county);
        // Drawn along: place and county follow.
        var box = (await map.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + 150, box.Y + 108);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + 170, box.Y + 150, new() { Steps = 5 });
        await page.Mouse.MoveAsync(box.X + 190, box.Y + 190, new() { Steps = 5 });
        await page.Mouse.UpAsync();
        await visit.Until($"document.querySelector('#ToSpot').value !== '{first}'");
        await Expect(page.Locator("[data-place-says]")).ToContainTextAsync("到达地点：");
        await page.FillAsync("#Title", "赴灵武市送材料");
        await page.SelectOptionAsync("#Purpose", "Inspection");
        await page.FillAsync("#StartsAt", "2026-12-01T09:30");
        await page.FillAsync("#EndsAt", "2026-12-01T15:00");
        await page.SelectOptionAsync("#ToDivision", "640181");
        await page.FillAsync("#ToPlace", "灵武市政府");
        await page.FillAsync("#Headcount", "2");
        await page.FillAsync("#ContactPhone", "13800001234");
        await Expect(page.Locator("#outlook")).ToContainTextAsync("同路的车，可以合乘");
        await Expect(page.Locator("#outlook")).ToContainTextAsync("空 4 座");
        await page.CheckAsync("#Shares");
        await Expect(page.Locator("#outlook")).ToContainTextAsync("已选愿意合乘");
        await visit.Picture("place");
        await visit.Accessible();
        var spot = await page.InputValueAsync("#ToSpot");
        await page.Locator("#request .gj-acts [type=submit].btn-primary").ClickAsync();
        await visit.At(url => url.Split('/').Last().Length == 36);
        var asked = await town.Request(Guid.Parse(new Uri(page.Url).AbsolutePath.Split('/')[^1]));
        Assert.Equal((spot, true), (asked.ToSpot, asked.Shares));
        await visit.Until("document.querySelector('gj-spot')?.dataset.map === 'ready'", 30);
        await visit.Picture("asked");
    }

    [Fact]
    public async Task Breaks_down_and_another_is_sent()
    {
        await using var town = await FleetTown.Listening();
        await using var passenger = await guanjia.VisitTo(town.World, "passenger", "breakdown-passenger", 390, both: true);
        var (request, trip) = await Dispatched(town, passenger, "breakdown");
        await town.Send("driver", $"{trip["/vehicles/".Length..]}/take");
        town.At(day, "08:50");
        await town.Send("driver", $"{trip["/vehicles/".Length..]}/depart", new { km = 41306, checks = FleetTown.Checks });
        await passenger.Open(request);
        await passenger.Until("!!customElements.get('gj-live')");
        await using (var phone = await guanjia.VisitTo(town.World, "driver", "breakdown-driver", 390))
        {
            await phone.Open(trip + "/drive");
            await phone.Page.ClickAsync("summary:has-text('车有问题')");
            await phone.Page.FillAsync("#Reason", "发动机高温，停在京藏高速灵武出口");
            await phone.Picture("breakdown");
            await phone.Page.ClickAsync("details button.btn-primary");
            await Expect(phone.Page.Locator("main")).ToContainTextAsync("途中中断");
        }
        // The page of who waits tells it by itself.
        await Expect(passenger.Page.Locator("#request-page")).ToContainTextAsync("待调度");
        await using (var dispatcher = await guanjia.VisitTo(town.World, "dispatcher", "breakdown-dispatcher"))
        {
            await dispatcher.Open("/vehicles/dispatch?day=2026-12-01");
            await Expect(dispatcher.Page.Locator("main")).ToContainTextAsync("赴灵武市核查淤地坝");
            await dispatcher.Picture("waits-again");
            await Press(dispatcher, $"{request}/dispatch?vehicle={town.Cars["van"].Id}&driver={town.Drivers["driver2"].Id}", "派车");
        }
        await Expect(passenger.Page.Locator("#request-page")).ToContainTextAsync("宁A·10002");
        await passenger.Picture("another-car");
    }

    [Fact]
    public async Task Changes_after_dispatch_and_the_driver_is_asked_again()
    {
        await using var town = await FleetTown.Listening();
        await using var passenger = await guanjia.VisitTo(town.World, "passenger", "change-passenger", 390, both: true);
        var (request, trip) = await Dispatched(town, passenger, "change");
        await using var phone = await guanjia.VisitTo(town.World, "driver", "change-driver", 390);
        await phone.Open(trip + "/drive");
        await phone.Page.ClickAsync("[data-step=Ordered] button.btn-primary");
        await Expect(phone.Page.Locator("#drive-now")).ToContainTextAsync("已接单");
        await phone.Until("!!customElements.get('gj-live') && !!customElements.get('gj-drive')");
        await passenger.Open(request);
        await passenger.Until("!!customElements.get('gj-live')");
        await using var dispatcher = await guanjia.VisitTo(town.World, "dispatcher", "change-dispatcher", both: true);
        var page = dispatcher.Page;
        await dispatcher.Open(trip);
        await page.ClickAsync(".gj-head details summary");
        await page.ClickAsync("main a[href$='/change']");
        await dispatcher.At(url => url.EndsWith(trip + "/change", StringComparison.Ordinal));
        await dispatcher.Picture("form");
        await dispatcher.Accessible();
        // A car whose inspection has run out: refused with the rule and what would do, and what was typed stays.
        await page.SelectOptionAsync("#VehicleId", town.Cars["expired"].Id.ToString());
        await page.FillAsync("#EndsAt", "2026-12-01T16:00");
        await page.ClickAsync("main .gj-acts button.btn-primary");
        await Expect(page.Locator("#refused")).ToContainTextAsync("年检 2026-11-20 到期");
        await Expect(page.Locator("#refused")).ToContainTextAsync("派 宁A·10002");
        await Expect(page.Locator("#EndsAt")).ToHaveValueAsync("2026-12-01T16:00");
        await dispatcher.Picture("refused");
        await dispatcher.Accessible();
        // The time alone: the driver who had taken it is asked again, on the page that he has open.
        await page.SelectOptionAsync("#VehicleId", town.Cars["sedan"].Id.ToString());
        await page.FillAsync("#Note", "返回推迟一小时");
        await page.ClickAsync("main .gj-acts button.btn-primary");
        await dispatcher.At(url => url.EndsWith(trip, StringComparison.Ordinal));
        await Expect(phone.Page.Locator("[data-step=Ordered] button.btn-primary")).ToBeVisibleAsync();
        await Expect(phone.Page.Locator("#drive-now")).ToContainTextAsync("返回推迟一小时");
        await phone.Picture("asked-again");
        await phone.Page.ClickAsync("[data-step=Ordered] button.btn-primary");
        await Expect(phone.Page.Locator("#drive-now")).ToContainTextAsync("已接单");
        await Expect(passenger.Page.Locator("#request-page")).ToContainTextAsync("16:00");
        // Another car and another driver: he who was asked first need not go, the other is asked, the passenger sees it by itself.
        await dispatcher.Open(trip + "/change");
        await page.SelectOptionAsync("#VehicleId", town.Cars["van"].Id.ToString());
        await page.SelectOptionAsync("#DriverId", town.Drivers["driver2"].Id.ToString());
        await page.ClickAsync("main .gj-acts button.btn-primary");
        await dispatcher.At(url => url.EndsWith(trip, StringComparison.Ordinal));
        await dispatcher.Picture("changed");
        await Expect(passenger.Page.Locator("#request-page")).ToContainTextAsync("宁A·10002");
        await passenger.Picture("sees-it");
        await passenger.Open("/notices");
        await Expect(passenger.Page.Locator("main")).ToContainTextAsync("用车有变更：宁A·10002，驾驶员马占军");
        await phone.Open("/notices");
        await Expect(phone.Page.Locator("main")).ToContainTextAsync("已改由马占军出车，您不用去了");
        Assert.Equal(404, await phone.Open(trip + "/drive"));   // a trip of his fleet, and not his
        await using var other = await guanjia.VisitTo(town.World, "driver2", "change-driver2", 390);
        await other.Open("/");
        await other.Page.ClickAsync("main a[href$='/drive']");
        await other.Page.ClickAsync("[data-step=Ordered] button.btn-primary");
        await Expect(other.Page.Locator("#drive-now")).ToContainTextAsync("已接单");
        await Expect(other.Page.Locator("#drive-now")).ToContainTextAsync("宁A·10002");
        await other.Picture("taken");
    }
}
