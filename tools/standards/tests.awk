# Lists the tests that bear a clause: clause, class, method. Reads test sources, where attributes stand above a method or before a class.
FNR == 1 { class = ""; delete own; owns = 0; delete ids; n = 0 }
{
    line = $0
    while (match(line, /Clause\("[^"]+"\)/)) { ids[++n] = substr(line, RSTART + 8, RLENGTH - 10); line = substr(line, RSTART + RLENGTH) }
    if (match($0, /^(public |internal |abstract |sealed |static |partial )*class [A-Za-z0-9_]+/)) {
        class = substr($0, RSTART, RLENGTH); sub(/.* /, "", class)
        owns = 0; for (i = 1; i <= n; i++) own[++owns] = ids[i]
        n = 0
    } else if (match($0, /^ +public (static |virtual |override |async )*[A-Za-z<>]+ [A-Za-z0-9_]+\(/)) {
        method = substr($0, RSTART, RLENGTH - 1); sub(/.* /, "", method)
        for (i = 1; i <= n; i++) print ids[i] "\t" class "\t" method
        if (test) for (i = 1; i <= owns; i++) print own[i] "\t" class "\t" method
        n = 0; test = 0
    }
    if ($0 ~ /\[(Fact|Theory)/) {
        test = 1
        if (match($0, /public (static |virtual |override |async )*[A-Za-z<>]+ [A-Za-z0-9_]+\(/)) {
            method = substr($0, RSTART, RLENGTH - 1); sub(/.* /, "", method)
            for (i = 1; i <= n; i++) print ids[i] "\t" class "\t" method
            n = 0; test = 0
        }
    }
}
