# Shared by ./run, ./test and the scripts in bin/. Sourced, never run; expects the repository's root as working directory.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en
# What every start needs is compiled to machine code when it is built (Guanjia.Host.csproj, ADR 71).
export CompileAhead=true
build_stamp=src/Guanjia.Host/obj/built.stamp
host_dll=src/Guanjia.Host/bin/Release/net10.0/linux-x64/Guanjia.Host.dll

say() { echo "$*" >&2; }
die() { say "$*"; exit 1; }

# What a thing is recognised by, and the Debian package it comes in. Looking at files costs nothing; asking dpkg costs half a second.
package_of() {
    case $1 in
        icu)      compgen -G '/usr/lib/*/libicuuc.so.*' >/dev/null                   || echo libicu72 ;;
        fonts)    [ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ]     || echo fonts-noto-cjk ;;
        node)     command -v node >/dev/null                                        || echo nodejs
                  command -v npm >/dev/null                                         || echo npm ;;
        postgres) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null          || echo postgresql-15 ;;
        pgclient) command -v pg_dump >/dev/null                                     || echo postgresql-client-15 ;;
        chromium) command -v chromium-headless-shell >/dev/null                     || echo chromium-headless-shell ;;
        nss)      command -v certutil >/dev/null                                    || echo libnss3-tools ;;
        poppler)  command -v pdftotext >/dev/null                                   || echo poppler-utils ;;
        smtp)     [ -e /usr/bin/aiosmtpd ]                                          || echo python3-aiosmtpd ;;
        httpd)    command -v busybox >/dev/null                                     || echo busybox ;;
        wrk)      command -v wrk >/dev/null                                         || echo wrk ;;
    esac
}

# need THING…: installs what is missing when that is allowed, else says in one sentence what to install.
need() {
    command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.' || die "Please install the .NET SDK 10 first (https://dotnet.microsoft.com/download/dotnet/10.0)."
    local missing=() thing
    for thing; do mapfile -t -O "${#missing[@]}" missing < <(package_of "$thing"); done
    [ "${#missing[@]}" -gt 0 ] || return 0
    mapfile -t missing < <(printf '%s\n' "${missing[@]}" | awk '!seen[$0]++')
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || die "Please install these packages first: apt-get install ${missing[*]}"
    say "Installing ${missing[*]} …"
    case " ${missing[*]} " in *" postgresql-15 "*)
        # Debian would make and start a cluster of its own on the usual port.
        mkdir -p /etc/postgresql-common
        grep -qs '^create_main_cluster *= *false' /etc/postgresql-common/createcluster.conf || echo 'create_main_cluster = false' >>/etc/postgresql-common/createcluster.conf ;;
    esac
    local log; log=$(mktemp)
    if ! { DEBIAN_FRONTEND=noninteractive apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
        tail -20 "$log" >&2; rm -f "$log"; die "apt-get could not install ${missing[*]}."
    fi
    rm -f "$log"
}

# Everything the program is built from, by name, size and time: a fingerprint in some hundredths of a second.
fingerprint() {
    local inputs=(src standards .config Directory.Build.props Directory.Packages.props global.json BannedSymbols.txt NuGet.config)
    if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then git ls-files -z -co --exclude-standard -- "${inputs[@]}"
    else find "${inputs[@]}" -type f -not -path '*/bin/*' -not -path '*/obj/*' -not -path '*/node_modules/*' -not -path '*/wwwroot/dist/*' -print0 2>/dev/null | sort -z
    fi | xargs -0 stat -c '%n %s %Y %Z' 2>/dev/null | sha256sum
}

built() { mkdir -p "$(dirname "$build_stamp")" && fingerprint >"$build_stamp"; }
is_built() { [ -e "$host_dll" ] && [ "$(fingerprint)" = "$(cat "$build_stamp" 2>/dev/null)" ]; }

# Restores and builds the program when its sources differ from those of the last build. Names the things needed besides, so that all are asked for at once.
build_if_changed() {
    if is_built; then need "$@"; return; fi
    need icu fonts node "$@"
    mkdir -p "$(dirname "$build_stamp")"
    (
        flock 9
        # Another call may have built while this one waited.
        ! is_built || exit 0
        say "Building …"
        now=$(fingerprint) log=$(mktemp)
        if ! dotnet build -c Release -v q -nologo src/Guanjia.Host/Guanjia.Host.csproj >"$log" 2>&1 </dev/null; then
            { grep -E 'error' "$log" | sort -u | head -40; } >&2 || tail -20 "$log" >&2
            rm -f "$log"; exit 1
        fi
        rm -f "$log"
        echo "$now" >"$build_stamp"
    ) 9>src/Guanjia.Host/obj/built.lock || die "The build failed."
}
