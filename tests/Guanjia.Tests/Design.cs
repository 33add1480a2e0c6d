using System.Text.RegularExpressions;
using Xunit;

namespace Guanjia.Tests;

/// <summary>What must hold for every page and can be read from the sources.</summary>
public sealed partial class Design
{
    static readonly string root = FindRoot();
    static readonly string web = Path.Combine(root, "src/Guanjia.Web");
    static IEnumerable<string> Sources(string pattern) => Directory.EnumerateFiles(Path.Combine(root, "src"), pattern, SearchOption.AllDirectories)
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/node_modules/", StringComparison.Ordinal) && !f.Contains("/dist/", StringComparison.Ordinal));
    static string Css => File.ReadAllText(Path.Combine(web, "wwwroot/dist/guanjia.css"));

    [Fact]
    public void Every_icon_that_is_named_is_in_the_sprite()
    {
        var known = File.ReadAllText(Path.Combine(web, "client/icons.txt")).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var missing = from file in Sources("*.razor").Concat(Sources("*.cs")).Concat(Sources("*.ts"))
                      from Match m in IconName().Matches(File.ReadAllText(file))
                      let name = m.Groups["name"].Value
                      where !known.Contains(name)
                      select $"{Path.GetRelativePath(root, file)}: {name}; add it to src/Guanjia.Web/client/icons.txt";
        Assert.Empty(missing);
    }

    [Fact]
    public void No_page_has_script_or_style_that_the_policy_of_contents_forbids()
    {
        var bad = from file in Sources("*.razor")
                  let text = File.ReadAllText(file)
                  where InlineScript().IsMatch(text) || InlineStyle().IsMatch(text) || Handler().IsMatch(text)
                  select Path.GetRelativePath(root, file);
        Assert.Empty(bad);
    }

    [Fact]
    public void A_link_to_a_place_on_the_page_names_the_page()
    {
        // With a base address "#main" alone leads to the first page.
        var bad = Sources("*.razor").Where(f => BareFragment().IsMatch(File.ReadAllText(f))).Select(f => Path.GetRelativePath(root, f));
        Assert.Empty(bad);
    }

    [Fact]
    public void The_styles_are_compiled_down_for_the_browsers_of_offices()
    {
        // Chrome 100 knows none of these; one that does finds them where it was asked first.
        var always = WithoutConditions(Css);
        Assert.True(always.Length > 400_000, $"only {always.Length} characters are left to look at");
        foreach (var later in new[] { "light-dark(", "oklch(", "oklab(", "color-mix(" }) Assert.Equal(0, Regex.Count(always, Regex.Escape(later)));
        Assert.True(Regex.Count(Css, Regex.Escape("color-mix(")) > 100, "nothing is mixed at all: who compiles the colours down?");
        Assert.DoesNotContain("color-mix", Own(), StringComparison.Ordinal);
    }

    /// <summary>What applies without asking the browser: all but the blocks of @supports.</summary>
    static string WithoutConditions(string css)
    {
        var left = new System.Text.StringBuilder();
        for (var at = 0; ;)
        {
            var begins = css.IndexOf("@supports", at, StringComparison.Ordinal);
            if (begins < 0) return left.Append(css, at, css.Length - at).ToString();
            left.Append(css, at, begins - at);
            at = css.IndexOf('{', begins) + 1;
            for (var depth = 1; depth > 0; at++) depth += css[at] == '{' ? 1 : css[at] == '}' ? -1 : 0;
        }
    }

    [Fact]
    public void Our_own_styles_use_rem_so_that_large_letters_break_nowhere()
    {
        // Hairlines, small offsets and cells of hatching are in px; a size of 4 px or more is a size.
        var bad = from Match m in Regex.Matches(Own(), @"(?<=[\s:(,])(?<n>\d+)px") where int.Parse(m.Groups["n"].Value, System.Globalization.CultureInfo.InvariantCulture) > 7 select m.Value;
        Assert.Empty(bad);
    }

    [Fact]
    public void The_lock_of_the_client_names_no_registry() => Assert.DoesNotMatch("\"resolved\"|registry", File.ReadAllText(Path.Combine(web, "client/package-lock.json")));

    // tokens.css holds shadows and the list of what a rem is; it is not a place for sizes of parts.
    static string Own() => string.Join('\n', new[] { "components", "page", "phone" }.Select(n => Regex.Replace(File.ReadAllText(Path.Combine(web, $"client/css/{n}.css")), @"/\*.*?\*/", "", RegexOptions.Singleline)));

    static string FindRoot()
    {
        for (var dir = new DirectoryInfo(AppContext.BaseDirectory); dir is not null; dir = dir.Parent)
            if (File.Exists(Path.Combine(dir.FullName, "Guanjia.slnx"))) return dir.FullName;
        throw new InvalidOperationException("the tests run outside the repository");
    }

    // <Icon Name="x">, Icon="x", icon("x"), [Means(Meaning.Run, "x")], a menu's line with its icon
    [GeneratedRegex(@"(?:<Icon Name=|\bIcon=|\bicon\()""(?<name>[a-z][a-z0-9-]*)""|Means\(Meaning\.\w+, ""(?<name>[a-z0-9-]+)""\)|(?:MenuLine|new)\(""[^""]+"", ""/[^""]*"", [\w.""]+, ""(?<name>[a-z][a-z0-9-]*)""")]
    private static partial Regex IconName();
    [GeneratedRegex("""<script(?![^>]*\ssrc=)|<style""")] private static partial Regex InlineScript();
    [GeneratedRegex("""\sstyle="(?!--)""")] private static partial Regex InlineStyle();
    [GeneratedRegex("""\son(?:click|change|submit|input|load)=""")] private static partial Regex Handler();
    [GeneratedRegex("""href="[#?]""")] private static partial Regex BareFragment();
}
