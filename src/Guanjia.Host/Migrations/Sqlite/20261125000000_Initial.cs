using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Guanjia.Host.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "conferences_booking_message",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    unit_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    text = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    confirmations = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_booking_message", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conferences_booking_series",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    room_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    room_name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    rule = table.Column<string>(type: "TEXT", nullable: false),
                    rule_text = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    skipped = table.Column<string>(type: "TEXT", nullable: false),
                    put_backs = table.Column<int>(type: "INTEGER", nullable: false),
                    asker_person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    asker_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    asker_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    organiser_paths = table.Column<string>(type: "TEXT", maxLength: 700, nullable: false),
                    organiser_names = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    approver_ids = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_booking_series", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conferences_building",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    address = table.Column<string>(type: "TEXT", maxLength: 120, nullable: true),
                    order = table.Column<int>(type: "INTEGER", nullable: false),
                    latitude = table.Column<double>(type: "REAL", nullable: true),
                    longitude = table.Column<double>(type: "REAL", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_building", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conferences_equipment_handover",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    pool_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    way = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    equipment = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    measure = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    pieces = table.Column<int>(type: "INTEGER", nullable: false),
                    damaged = table.Column<int>(type: "INTEGER", nullable: false),
                    missing = table.Column<int>(type: "INTEGER", nullable: false),
                    with = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_equipment_handover", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conferences_equipment_pool",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    quantity = table.Column<int>(type: "INTEGER", nullable: false),
                    quantity_since = table.Column<long>(type: "INTEGER", nullable: false),
                    measure = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_equipment_pool", x => x.id);
                    table.CheckConstraint("conferences_equipment_is_no_debt", "quantity >= 0");
                });

            migrationBuilder.CreateTable(
                name: "conferences_meeting_reminder",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_meeting_reminder", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conferences_room_closure",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_room_closure", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conferences_room_hold",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    room_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_room_hold", x => x.id);
                    table.CheckConstraint("conferences_hold_is_a_span", "ends_at > starts_at");
                });

            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    friendly_name = table.Column<string>(type: "TEXT", nullable: true),
                    xml = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "OpenIddictApplications",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    application_type = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    client_id = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    client_secret = table.Column<string>(type: "TEXT", nullable: true),
                    client_type = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    concurrency_token = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    consent_type = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    display_name = table.Column<string>(type: "TEXT", nullable: true),
                    display_names = table.Column<string>(type: "TEXT", nullable: true),
                    json_web_key_set = table.Column<string>(type: "TEXT", nullable: true),
                    permissions = table.Column<string>(type: "TEXT", nullable: true),
                    post_logout_redirect_uris = table.Column<string>(type: "TEXT", nullable: true),
                    properties = table.Column<string>(type: "TEXT", nullable: true),
                    redirect_uris = table.Column<string>(type: "TEXT", nullable: true),
                    requirements = table.Column<string>(type: "TEXT", nullable: true),
                    settings = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_open_iddict_applications", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "OpenIddictScopes",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    concurrency_token = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    descriptions = table.Column<string>(type: "TEXT", nullable: true),
                    display_name = table.Column<string>(type: "TEXT", nullable: true),
                    display_names = table.Column<string>(type: "TEXT", nullable: true),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    properties = table.Column<string>(type: "TEXT", nullable: true),
                    resources = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_open_iddict_scopes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_audit_case",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    number = table.Column<string>(type: "TEXT", maxLength: 16, nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    organisation_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    who = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    row_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    @object = table.Column<string>(name: "object", type: "TEXT", maxLength: 60, nullable: false),
                    from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    to = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    asked_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    asked_by_name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    decided_by_name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    decided_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_audit_case", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_audit_checkpoint",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    link = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    signature = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    public_key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_audit_checkpoint", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_audit_entry",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    post_title = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    org = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    origin = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    address = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    request_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    thing = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    row_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    before = table.Column<string>(type: "TEXT", nullable: true),
                    after = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: true),
                    link = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_audit_entry", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_export_run",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    list = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    query = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    columns = table.Column<string>(type: "TEXT", nullable: false),
                    is_csv = table.Column<bool>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    post_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    after = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    parts = table.Column<int>(type: "INTEGER", nullable: false),
                    rows = table.Column<int>(type: "INTEGER", nullable: false),
                    file_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    note = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    forgotten_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_export_run", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_flow_definition",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    organisation_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    rules = table.Column<string>(type: "TEXT", nullable: false),
                    made_at = table.Column<long>(type: "INTEGER", nullable: false),
                    made_by = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_flow_definition", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_flow_instance",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    thing = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    definition_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    definition_number = table.Column<int>(type: "INTEGER", nullable: false),
                    rules = table.Column<string>(type: "TEXT", nullable: false),
                    batch = table.Column<bool>(type: "INTEGER", nullable: false),
                    title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    link = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    asker_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    asker_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    asker_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    organiser_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    rules_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    facts = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    step = table.Column<int>(type: "INTEGER", nullable: false),
                    round = table.Column<int>(type: "INTEGER", nullable: false),
                    rounds = table.Column<int>(type: "INTEGER", nullable: false),
                    moves = table.Column<int>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_flow_instance", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_idempotent_answer",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    caller = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    route = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    body_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    status = table.Column<int>(type: "INTEGER", nullable: false),
                    location = table.Column<string>(type: "TEXT", nullable: true),
                    body = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_idempotent_answer", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_import_run",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    kind = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    file_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    file_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    file_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    post_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    checked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    at = table.Column<int>(type: "INTEGER", nullable: false),
                    total = table.Column<int>(type: "INTEGER", nullable: false),
                    @new = table.Column<int>(name: "new", type: "INTEGER", nullable: false),
                    changed = table.Column<int>(type: "INTEGER", nullable: false),
                    same = table.Column<int>(type: "INTEGER", nullable: false),
                    wrong = table.Column<int>(type: "INTEGER", nullable: false),
                    note = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    forgotten_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_import_run", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_job_run",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    job = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    result = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    says = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    asked_by = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_job_run", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_kept_form",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    url = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    fields = table.Column<string>(type: "TEXT", nullable: false),
                    put_aside = table.Column<bool>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_kept_form", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_lease",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    holder = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_lease", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "platform_notice",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    text = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    link = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    read_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_notice", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_notice_gateway",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    channel = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    is_on = table.Column<bool>(type: "INTEGER", nullable: false),
                    address = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    port = table.Column<int>(type: "INTEGER", nullable: false),
                    security = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    login = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    sender = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    format = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    body = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    success = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    tells_only = table.Column<bool>(type: "INTEGER", nullable: false),
                    secret = table.Column<string>(type: "TEXT", nullable: true),
                    secret_set_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_notice_gateway", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_number_series",
                columns: table => new
                {
                    key = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    last = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_number_series", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "platform_offer",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    thing = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    from_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    end_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_offer", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_one_time_link",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    purpose = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    subject_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    detail = table.Column<string>(type: "TEXT", nullable: true),
                    secret_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    made_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    used_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_one_time_link", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_organisation",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    parent_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    code = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    short_name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    nature = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    order = table.Column<int>(type: "INTEGER", nullable: false),
                    from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    to = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    successor_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    search = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    stroke_key = table.Column<string>(type: "TEXT", maxLength: 260, nullable: false, collation: "BINARY"),
                    booking_phone = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    complaints = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    latitude = table.Column<double>(type: "REAL", nullable: true),
                    longitude = table.Column<double>(type: "REAL", nullable: true),
                    is_affairs_office = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_organisation", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_organisation_platform_organisation_parent_id",
                        column: x => x.parent_id,
                        principalTable: "platform_organisation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "platform_outbox_message",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    thing = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    row_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    row_version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", nullable: false),
                    payload = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    done_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_outbox_message", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_participant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    thing = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    row_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    part = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    unit_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    alone = table.Column<bool>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_participant", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_push_device",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    endpoint_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    endpoint = table.Column<string>(type: "TEXT", nullable: false),
                    public_key = table.Column<string>(type: "TEXT", nullable: false),
                    auth = table.Column<string>(type: "TEXT", nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_push_device", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_reorganisation",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    ending_ids = table.Column<string>(type: "TEXT", nullable: false),
                    path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    plan = table.Column<string>(type: "TEXT", nullable: false),
                    title = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    document = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    planned_by = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    planned_by_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    planned_at = table.Column<long>(type: "INTEGER", nullable: false),
                    heirs = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    after = table.Column<Guid>(type: "TEXT", nullable: true),
                    pass = table.Column<int>(type: "INTEGER", nullable: false),
                    given = table.Column<string>(type: "TEXT", nullable: false),
                    note = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_reorganisation", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_role",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    permissions = table.Column<string>(type: "TEXT", nullable: false),
                    administrator = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_role", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_setting",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    organisation_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    document = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    set_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_setting", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_sign_in",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    account_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    login = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    result = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    way = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    address = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    agent = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_sign_in", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_stored_file",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    thing = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    purpose = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    mime = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    type_name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    length = table.Column<long>(type: "INTEGER", nullable: false),
                    hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    mark = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    uploaded_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    uploader_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    uploaded_at = table.Column<long>(type: "INTEGER", nullable: false),
                    removed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_stored_file", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_fence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    rule = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    shape = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    coordinates = table.Column<string>(type: "TEXT", maxLength: 6000, nullable: true),
                    metres = table.Column<int>(type: "INTEGER", nullable: true),
                    division_code = table.Column<string>(type: "TEXT", maxLength: 6, nullable: true),
                    vehicle_ids = table.Column<string>(type: "TEXT", nullable: false),
                    from = table.Column<TimeOnly>(type: "TEXT", nullable: true),
                    to = table.Column<TimeOnly>(type: "TEXT", nullable: true),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_fence", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_fleet",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    division_code = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    place = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    phone = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_fleet", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_paper_reminder",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    paper = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    until = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    stage = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_paper_reminder", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_terminal",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    owner_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    phone = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    maker = table.Column<string>(type: "TEXT", maxLength: 11, nullable: false),
                    model = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    serial = table.Column<string>(type: "TEXT", maxLength: 30, nullable: true),
                    edition = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    datum = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    remark = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    status_since = table.Column<long>(type: "INTEGER", nullable: false),
                    status_reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    registered_at = table.Column<long>(type: "INTEGER", nullable: true),
                    code_hash = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_terminal", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_terminal_case",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    phone = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    terminal_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    plate = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    device = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    address = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    says = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    first_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: false),
                    times = table.Column<int>(type: "INTEGER", nullable: false),
                    finding = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    closed_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_terminal_case", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_terminal_pulse",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    is_online = table.Column<bool>(type: "INTEGER", nullable: false),
                    address = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    software = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_terminal_pulse", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_trip_event",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    place = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    phone_at = table.Column<long>(type: "INTEGER", nullable: true),
                    received_at = table.Column<long>(type: "INTEGER", nullable: false),
                    latitude = table.Column<double>(type: "REAL", nullable: true),
                    longitude = table.Column<double>(type: "REAL", nullable: true),
                    entered_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_trip_event", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_trip_hold",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    thing_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_trip_hold", x => x.id);
                    table.CheckConstraint("vehicles_hold_is_a_span", "ends_at > starts_at");
                });

            migrationBuilder.CreateTable(
                name: "vehicles_trip_leg",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    request_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    step = table.Column<int>(type: "INTEGER", nullable: false),
                    secret = table.Column<bool>(type: "INTEGER", nullable: false),
                    asker_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    title = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    destination = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    headcount = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_trip_leg", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_trip_seats",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    fleet_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    one_way = table.Column<bool>(type: "INTEGER", nullable: false),
                    from_division = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    to_division = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    free = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_trip_seats", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_unread_frame",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    terminal_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    phone = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    address = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    why = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    raw = table.Column<byte[]>(type: "BLOB", maxLength: 2048, nullable: false),
                    length = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_unread_frame", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_vehicle_quota",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    owner_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    @class = table.Column<string>(name: "class", type: "TEXT", maxLength: 32, nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    document = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    set_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    set_at = table.Column<long>(type: "INTEGER", nullable: false),
                    registrations = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_vehicle_quota", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conferences_room",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    building_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    floor = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    door_number = table.Column<string>(type: "TEXT", maxLength: 20, nullable: true),
                    order = table.Column<int>(type: "INTEGER", nullable: false),
                    area = table.Column<long>(type: "INTEGER", nullable: true),
                    seats_classroom = table.Column<int>(type: "INTEGER", nullable: true),
                    seats_hollow = table.Column<int>(type: "INTEGER", nullable: true),
                    seats_u_sofa = table.Column<int>(type: "INTEGER", nullable: true),
                    seats_round_table = table.Column<int>(type: "INTEGER", nullable: true),
                    seats_theatre = table.Column<int>(type: "INTEGER", nullable: true),
                    equipment = table.Column<string>(type: "TEXT", nullable: false),
                    opens_at = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    closes_at = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    barrier_free = table.Column<bool>(type: "INTEGER", nullable: false),
                    price = table.Column<long>(type: "INTEGER", nullable: true),
                    contact = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    contact_phone = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    offered_note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    is_public = table.Column<bool>(type: "INTEGER", nullable: false),
                    part_ids = table.Column<string>(type: "TEXT", nullable: false),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    search = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    earliest_days = table.Column<int>(type: "INTEGER", nullable: true),
                    latest_hours = table.Column<int>(type: "INTEGER", nullable: true),
                    shortest_minutes = table.Column<int>(type: "INTEGER", nullable: true),
                    longest_minutes = table.Column<int>(type: "INTEGER", nullable: true),
                    step_minutes = table.Column<int>(type: "INTEGER", nullable: true),
                    prepare_minutes = table.Column<int>(type: "INTEGER", nullable: true),
                    clear_minutes = table.Column<int>(type: "INTEGER", nullable: true),
                    first_approved = table.Column<bool>(type: "INTEGER", nullable: false),
                    blocks = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_room", x => x.id);
                    table.ForeignKey(
                        name: "fk_conferences_room_conferences_building_building_id",
                        column: x => x.building_id,
                        principalTable: "conferences_building",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "conferences_equipment_hold",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    pool_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    pieces = table.Column<int>(type: "INTEGER", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_equipment_hold", x => x.id);
                    table.CheckConstraint("conferences_equipment_hold_is_a_span", "ends_at > starts_at AND pieces > 0");
                    table.ForeignKey(
                        name: "fk_conferences_equipment_hold_equipment_pool_pool_id",
                        column: x => x.pool_id,
                        principalTable: "conferences_equipment_pool",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "OpenIddictAuthorizations",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    application_id = table.Column<string>(type: "TEXT", nullable: true),
                    concurrency_token = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    creation_date = table.Column<DateTime>(type: "TEXT", nullable: true),
                    properties = table.Column<string>(type: "TEXT", nullable: true),
                    scopes = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    subject = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    type = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_open_iddict_authorizations", x => x.id);
                    table.ForeignKey(
                        name: "fk_open_iddict_authorizations_open_iddict_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "OpenIddictApplications",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "platform_flow_copy",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    instance_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    by_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    read_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_flow_copy", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_flow_copy_flow_instance_instance_id",
                        column: x => x.instance_id,
                        principalTable: "platform_flow_instance",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "platform_flow_decision",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    instance_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    act = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    step = table.Column<int>(type: "INTEGER", nullable: false),
                    round = table.Column<int>(type: "INTEGER", nullable: false),
                    place = table.Column<int>(type: "INTEGER", nullable: false),
                    step_name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    post_title = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    for_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    for_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    shown = table.Column<string>(type: "TEXT", nullable: true),
                    shown_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    to = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    opinion = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    subject_version = table.Column<int>(type: "INTEGER", nullable: false),
                    task_version = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_flow_decision", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_flow_decision_flow_instance_instance_id",
                        column: x => x.instance_id,
                        principalTable: "platform_flow_instance",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "platform_flow_task",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    instance_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    step = table.Column<int>(type: "INTEGER", nullable: false),
                    round = table.Column<int>(type: "INTEGER", nullable: false),
                    step_name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    order = table.Column<int>(type: "INTEGER", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    post_title = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    born_at = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    for_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    added_by_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    deputy_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    deputy_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    deputy_until = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    reminded_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_flow_task", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_flow_task_platform_flow_instance_instance_id",
                        column: x => x.instance_id,
                        principalTable: "platform_flow_instance",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "platform_import_wrong",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    run_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    in_run = table.Column<bool>(type: "INTEGER", nullable: false),
                    row = table.Column<int>(type: "INTEGER", nullable: false),
                    is_note = table.Column<bool>(type: "INTEGER", nullable: false),
                    says = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    field = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_import_wrong", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_import_wrong_platform_import_run_run_id",
                        column: x => x.run_id,
                        principalTable: "platform_import_run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "platform_notice_delivery",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    notice_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    channel = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    urgent = table.Column<bool>(type: "INTEGER", nullable: false),
                    digest = table.Column<bool>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    tries = table.Column<int>(type: "INTEGER", nullable: false),
                    born_at = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    leased_until = table.Column<long>(type: "INTEGER", nullable: true),
                    answer = table.Column<string>(type: "TEXT", maxLength: 300, nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_notice_delivery", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_notice_delivery_platform_notice_notice_id",
                        column: x => x.notice_id,
                        principalTable: "platform_notice",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "platform_person",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    sex = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    number = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    rank = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    organisation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    search = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    stroke_key = table.Column<string>(type: "TEXT", maxLength: 260, nullable: false, collation: "BINARY"),
                    left_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_person", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_person_platform_organisation_organisation_id",
                        column: x => x.organisation_id,
                        principalTable: "platform_organisation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_terminal_command",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    text = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    number = table.Column<int>(type: "INTEGER", nullable: true),
                    value = table.Column<int>(type: "INTEGER", nullable: true),
                    fence_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    fence_version = table.Column<int>(type: "INTEGER", nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    answer = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    asked_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_terminal_command", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_terminal_command_vehicles_fence_fence_id",
                        column: x => x.fence_id,
                        principalTable: "vehicles_fence",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_vehicle_request",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    fleet_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    number = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    number_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    title = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    purpose = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    from_place = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    from_division = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    one_way = table.Column<bool>(type: "INTEGER", nullable: false),
                    to_division = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    to_place = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    via = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    from_spot = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    to_spot = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    occasion_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    occasion_from = table.Column<long>(type: "INTEGER", nullable: true),
                    occasion_to = table.Column<long>(type: "INTEGER", nullable: true),
                    headcount = table.Column<int>(type: "INTEGER", nullable: false),
                    passengers = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    wanted = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    cars = table.Column<int>(type: "INTEGER", nullable: false),
                    shares = table.Column<bool>(type: "INTEGER", nullable: false),
                    secret = table.Column<bool>(type: "INTEGER", nullable: false),
                    urgent = table.Column<bool>(type: "INTEGER", nullable: false),
                    needs = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    series_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    contact_name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    contact_phone = table.Column<string>(type: "TEXT", nullable: true),
                    exception_reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    exceptions = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    km = table.Column<int>(type: "INTEGER", nullable: false),
                    asker_organisation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    asker_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    asker_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    asker_person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    submitted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    approved_at = table.Column<long>(type: "INTEGER", nullable: true),
                    accepted_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    accepted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    told_late = table.Column<bool>(type: "INTEGER", nullable: false),
                    papers_due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    told_papers = table.Column<bool>(type: "INTEGER", nullable: false),
                    opinion = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    driver_person_ids = table.Column<string>(type: "TEXT", nullable: false),
                    punctual = table.Column<int>(type: "INTEGER", nullable: true),
                    driving = table.Column<int>(type: "INTEGER", nullable: true),
                    clean = table.Column<int>(type: "INTEGER", nullable: true),
                    manner = table.Column<int>(type: "INTEGER", nullable: true),
                    route = table.Column<int>(type: "INTEGER", nullable: true),
                    remark = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    evaluated_at = table.Column<long>(type: "INTEGER", nullable: true),
                    asked_marks = table.Column<bool>(type: "INTEGER", nullable: false),
                    follow_up = table.Column<bool>(type: "INTEGER", nullable: false),
                    follow_up_note = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    followed_up_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    followed_up_at = table.Column<long>(type: "INTEGER", nullable: true),
                    approver_ids = table.Column<string>(type: "TEXT", nullable: false),
                    copied_ids = table.Column<string>(type: "TEXT", nullable: false),
                    contact_phone_index = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    contact_phone_tail = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_vehicle_request", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_vehicle_request_vehicles_fleet_fleet_id",
                        column: x => x.fleet_id,
                        principalTable: "vehicles_fleet",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_pass_through_data",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    terminal_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    type = table.Column<int>(type: "INTEGER", nullable: false),
                    raw = table.Column<byte[]>(type: "BLOB", maxLength: 2048, nullable: false),
                    length = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_pass_through_data", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_pass_through_data_terminal_terminal_id",
                        column: x => x.terminal_id,
                        principalTable: "vehicles_terminal",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "conferences_room_booking",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    cost_class = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    transmits = table.Column<bool>(type: "INTEGER", nullable: false),
                    check_in_days = table.Column<int>(type: "INTEGER", nullable: false),
                    delegates = table.Column<int>(type: "INTEGER", nullable: true),
                    cost_staff = table.Column<int>(type: "INTEGER", nullable: false),
                    planned_lodging = table.Column<long>(type: "INTEGER", nullable: true),
                    planned_food = table.Column<long>(type: "INTEGER", nullable: true),
                    planned_other = table.Column<long>(type: "INTEGER", nullable: true),
                    funding = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    cost_approval = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    paid_lodging = table.Column<long>(type: "INTEGER", nullable: true),
                    paid_food = table.Column<long>(type: "INTEGER", nullable: true),
                    paid_other = table.Column<long>(type: "INTEGER", nullable: true),
                    equipment = table.Column<string>(type: "TEXT", nullable: false),
                    further = table.Column<string>(type: "TEXT", nullable: false),
                    contends = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    room_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    building_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    number = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    number_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    channel = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    nature = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    type = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    days = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    organiser_ids = table.Column<string>(type: "TEXT", nullable: false),
                    organiser_names = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    undertaker_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    leader_ids = table.Column<string>(type: "TEXT", nullable: false),
                    leader_names = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    headcount = table.Column<int>(type: "INTEGER", nullable: false),
                    layout = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    banner_text = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    banner_kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    rostrum = table.Column<bool>(type: "INTEGER", nullable: false),
                    microphones = table.Column<int>(type: "INTEGER", nullable: false),
                    other_needs = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    secrecy = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    responsible_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    staff_ids = table.Column<string>(type: "TEXT", nullable: false),
                    staff_names = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    guests = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    signs = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    contact_name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    contact_phone = table.Column<string>(type: "TEXT", nullable: true),
                    important = table.Column<bool>(type: "INTEGER", nullable: false),
                    urgent_reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    urgent = table.Column<bool>(type: "INTEGER", nullable: false),
                    asker_organisation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    asker_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    asker_name = table.Column<string>(type: "TEXT", nullable: false),
                    asker_person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    submitted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    hold_until = table.Column<long>(type: "INTEGER", nullable: true),
                    warned = table.Column<int>(type: "INTEGER", nullable: false),
                    read_back = table.Column<string>(type: "TEXT", nullable: true),
                    scan_file_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    consent_asked = table.Column<bool>(type: "INTEGER", nullable: false),
                    consented_at = table.Column<long>(type: "INTEGER", nullable: true),
                    accepted_by = table.Column<string>(type: "TEXT", nullable: true),
                    accepted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    approved_at = table.Column<long>(type: "INTEGER", nullable: true),
                    opinion = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    signatures = table.Column<string>(type: "TEXT", nullable: false),
                    service_plan = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true),
                    plan_file_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    plan_confirmed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    plan_confirmed_by = table.Column<string>(type: "TEXT", nullable: true),
                    change_note = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true),
                    organiser_paths = table.Column<string>(type: "TEXT", maxLength: 700, nullable: false),
                    undertaker_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    undertaker_name = table.Column<string>(type: "TEXT", nullable: true),
                    approver_ids = table.Column<string>(type: "TEXT", nullable: false),
                    consenter_ids = table.Column<string>(type: "TEXT", nullable: false),
                    copied_ids = table.Column<string>(type: "TEXT", nullable: false),
                    series_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    series_date = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    taken_from = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    no_show_at = table.Column<long>(type: "INTEGER", nullable: true),
                    reminded_to_come_at = table.Column<long>(type: "INTEGER", nullable: true),
                    waits_since = table.Column<long>(type: "INTEGER", nullable: true),
                    contact_phone_index = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    contact_phone_tail = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_room_booking", x => x.id);
                    table.ForeignKey(
                        name: "fk_conferences_room_booking_conferences_booking_series_series_id",
                        column: x => x.series_id,
                        principalTable: "conferences_booking_series",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_conferences_room_booking_conferences_room_room_id",
                        column: x => x.room_id,
                        principalTable: "conferences_room",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "OpenIddictTokens",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    application_id = table.Column<string>(type: "TEXT", nullable: true),
                    authorization_id = table.Column<string>(type: "TEXT", nullable: true),
                    concurrency_token = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    creation_date = table.Column<DateTime>(type: "TEXT", nullable: true),
                    expiration_date = table.Column<DateTime>(type: "TEXT", nullable: true),
                    payload = table.Column<string>(type: "TEXT", nullable: true),
                    properties = table.Column<string>(type: "TEXT", nullable: true),
                    redemption_date = table.Column<DateTime>(type: "TEXT", nullable: true),
                    reference_id = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    status = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    subject = table.Column<string>(type: "TEXT", maxLength: 400, nullable: true),
                    type = table.Column<string>(type: "TEXT", maxLength: 150, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_open_iddict_tokens", x => x.id);
                    table.ForeignKey(
                        name: "fk_open_iddict_tokens_open_iddict_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "OpenIddictApplications",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_open_iddict_tokens_open_iddict_authorizations_authorization_id",
                        column: x => x.authorization_id,
                        principalTable: "OpenIddictAuthorizations",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "platform_absence",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    deputy_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    deputy_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    to = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    kinds = table.Column<string>(type: "TEXT", nullable: false),
                    why = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    entered_by = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    entered_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_absence", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_absence_person_deputy_id",
                        column: x => x.deputy_id,
                        principalTable: "platform_person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_platform_absence_person_person_id",
                        column: x => x.person_id,
                        principalTable: "platform_person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "platform_account",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    login = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: false),
                    former_hashes = table.Column<string>(type: "TEXT", nullable: false),
                    password_set_at = table.Column<long>(type: "INTEGER", nullable: true),
                    must_change = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    disabled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    totp_key = table.Column<string>(type: "TEXT", nullable: true),
                    totp_step = table.Column<long>(type: "INTEGER", nullable: false),
                    totp_set_at = table.Column<long>(type: "INTEGER", nullable: true),
                    recovery_hashes = table.Column<string>(type: "TEXT", nullable: false),
                    recovery_made_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_account", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_account_person_person_id",
                        column: x => x.person_id,
                        principalTable: "platform_person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "platform_grant",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    role_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    organisation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    reach = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    chosen_ids = table.Column<string>(type: "TEXT", nullable: false),
                    post_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    to = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    given_by = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_grant", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_grant_organisation_organisation_id",
                        column: x => x.organisation_id,
                        principalTable: "platform_organisation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_platform_grant_person_person_id",
                        column: x => x.person_id,
                        principalTable: "platform_person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_platform_grant_role_role_id",
                        column: x => x.role_id,
                        principalTable: "platform_role",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "platform_leaver_sheet",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    left = table.Column<bool>(type: "INTEGER", nullable: false),
                    lines = table.Column<string>(type: "TEXT", nullable: false),
                    entered_by = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    entered_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_leaver_sheet", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_leaver_sheet_person_person_id",
                        column: x => x.person_id,
                        principalTable: "platform_person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "platform_list_view",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    list = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    query = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    columns = table.Column<string>(type: "TEXT", nullable: false),
                    is_default = table.Column<bool>(type: "INTEGER", nullable: false),
                    shared_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_list_view", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_list_view_person_person_id",
                        column: x => x.person_id,
                        principalTable: "platform_person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "platform_notice_choices",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    kinds = table.Column<string>(type: "TEXT", nullable: false),
                    quiet_from = table.Column<TimeOnly>(type: "TEXT", nullable: true),
                    quiet_to = table.Column<TimeOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_notice_choices", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_notice_choices_person_id",
                        column: x => x.id,
                        principalTable: "platform_person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "platform_person_contact",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    phone = table.Column<string>(type: "TEXT", nullable: true),
                    identity_number = table.Column<string>(type: "TEXT", nullable: true),
                    mail = table.Column<string>(type: "TEXT", nullable: true),
                    identity_number_index = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    identity_number_tail = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    phone_index = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    phone_tail = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_person_contact", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_person_contact_platform_person_id",
                        column: x => x.id,
                        principalTable: "platform_person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "platform_post",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    organisation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    title = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    is_head = table.Column<bool>(type: "INTEGER", nullable: false),
                    order = table.Column<int>(type: "INTEGER", nullable: false),
                    from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    to = table.Column<DateOnly>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_post", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_post_platform_organisation_organisation_id",
                        column: x => x.organisation_id,
                        principalTable: "platform_organisation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_platform_post_platform_person_person_id",
                        column: x => x.person_id,
                        principalTable: "platform_person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "platform_secretary",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    leader_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    leader_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    books = table.Column<bool>(type: "INTEGER", nullable: false),
                    answers = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_told = table.Column<bool>(type: "INTEGER", nullable: false),
                    from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    to = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    entered_by = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    entered_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_secretary", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_secretary_platform_person_leader_id",
                        column: x => x.leader_id,
                        principalTable: "platform_person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_platform_secretary_platform_person_person_id",
                        column: x => x.person_id,
                        principalTable: "platform_person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_driver",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    owner_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    search = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    employment = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    phone = table.Column<string>(type: "TEXT", nullable: true),
                    licence_number = table.Column<string>(type: "TEXT", nullable: false),
                    licence = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    licensed_since = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    licensed_until = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    points = table.Column<int>(type: "INTEGER", nullable: false),
                    healthy_until = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    remark = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    state_since = table.Column<long>(type: "INTEGER", nullable: false),
                    state_reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ended_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    licence_number_index = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    licence_number_tail = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    phone_index = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    phone_tail = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_driver", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_driver_platform_person_person_id",
                        column: x => x.person_id,
                        principalTable: "platform_person",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "platform_passkey",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    account_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    site = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    credential_id = table.Column<byte[]>(type: "BLOB", maxLength: 1023, nullable: false),
                    public_key = table.Column<byte[]>(type: "BLOB", nullable: false),
                    transports = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    sign_count = table.Column<long>(type: "INTEGER", nullable: false),
                    is_user_verified = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_backup_eligible = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_backed_up = table.Column<bool>(type: "INTEGER", nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false),
                    used_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_passkey", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_passkey_platform_account_account_id",
                        column: x => x.account_id,
                        principalTable: "platform_account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "platform_session",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    account_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    person_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    post_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    secret_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    address = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    agent = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    proved_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_platform_session", x => x.id);
                    table.ForeignKey(
                        name: "fk_platform_session_platform_account_account_id",
                        column: x => x.account_id,
                        principalTable: "platform_account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_driver_leave",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    from = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    to = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    entered_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    entered_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_driver_leave", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_driver_leave_vehicles_driver_whole_id",
                        column: x => x.whole_id,
                        principalTable: "vehicles_driver",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_vehicle",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    owner_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    plate = table.Column<string>(type: "TEXT", maxLength: 9, nullable: false),
                    plate_since = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    former_plates = table.Column<string>(type: "TEXT", nullable: false),
                    vin = table.Column<string>(type: "TEXT", maxLength: 17, nullable: false),
                    vin_note = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    @class = table.Column<string>(name: "class", type: "TEXT", maxLength: 32, nullable: false),
                    purpose = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    model = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    body = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    energy = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    seats = table.Column<int>(type: "INTEGER", nullable: false),
                    displacement = table.Column<long>(type: "INTEGER", nullable: true),
                    is_automatic = table.Column<bool>(type: "INTEGER", nullable: false),
                    price = table.Column<long>(type: "INTEGER", nullable: false),
                    bought_on = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    grade = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    grade_note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    driver_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    parking_place = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    asset_number = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    inspected_until = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    insured_until = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    commercial_until = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    remark = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    exception_paper = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    exception_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    exception_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    is_over_quota = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_over_cap = table.Column<bool>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    state_since = table.Column<long>(type: "INTEGER", nullable: false),
                    state_reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    disposed_by = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    disposed_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    transfer_paper = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    transferred_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    exception_reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    against = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    asked_by_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    opinion = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    approver_ids = table.Column<string>(type: "TEXT", nullable: false),
                    copied_ids = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_vehicle", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_vehicle_platform_organisation_user_id",
                        column: x => x.user_id,
                        principalTable: "platform_organisation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_vehicles_vehicle_vehicles_driver_driver_id",
                        column: x => x.driver_id,
                        principalTable: "vehicles_driver",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_driver_card_use",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    terminal_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    vehicle_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    driver_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    reading = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    certificate = table.Column<string>(type: "TEXT", nullable: true),
                    issuer = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    expires_on = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    since = table.Column<long>(type: "INTEGER", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_driver_card_use", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_driver_card_use_terminal_terminal_id",
                        column: x => x.terminal_id,
                        principalTable: "vehicles_terminal",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_vehicles_driver_card_use_vehicle_vehicle_id",
                        column: x => x.vehicle_id,
                        principalTable: "vehicles_vehicle",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_vehicles_driver_card_use_vehicles_driver_driver_id",
                        column: x => x.driver_id,
                        principalTable: "vehicles_driver",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_odometer",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    entries = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_odometer", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_odometer_vehicle_whole_id",
                        column: x => x.whole_id,
                        principalTable: "vehicles_vehicle",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_odometer_reading",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    kilometres = table.Column<long>(type: "INTEGER", nullable: false),
                    source = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    driver_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    driver_name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    entered_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    entered_at = table.Column<long>(type: "INTEGER", nullable: false),
                    note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    withdrawn_at = table.Column<long>(type: "INTEGER", nullable: true),
                    withdrawn_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    withdrawn_why = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_odometer_reading", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_odometer_reading_vehicle_whole_id",
                        column: x => x.whole_id,
                        principalTable: "vehicles_vehicle",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_vehicles_odometer_reading_vehicles_driver_driver_id",
                        column: x => x.driver_id,
                        principalTable: "vehicles_driver",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_terminal_link",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    vehicle_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    plate = table.Column<string>(type: "TEXT", maxLength: 9, nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: true),
                    entered_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_terminal_link", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_terminal_link_vehicle_vehicle_id",
                        column: x => x.vehicle_id,
                        principalTable: "vehicles_vehicle",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_vehicles_terminal_link_vehicles_terminal_whole_id",
                        column: x => x.whole_id,
                        principalTable: "vehicles_terminal",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_trip",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    fleet_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    number = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    number_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    vehicle_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    plate = table.Column<string>(type: "TEXT", maxLength: 12, nullable: false),
                    car = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    driver_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    driver_person_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    driver_name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    overnight = table.Column<bool>(type: "INTEGER", nullable: false),
                    company = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    price = table.Column<long>(type: "INTEGER", nullable: true),
                    driver_phone = table.Column<string>(type: "TEXT", nullable: true),
                    title = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    from_place = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    from_division = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    end_division = table.Column<string>(type: "TEXT", maxLength: 6, nullable: false),
                    route = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    headcount = table.Column<int>(type: "INTEGER", nullable: false),
                    km = table.Column<int>(type: "INTEGER", nullable: false),
                    note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    asker_ids = table.Column<string>(type: "TEXT", nullable: false),
                    ordered_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    ordered_at = table.Column<long>(type: "INTEGER", nullable: false),
                    answer_by = table.Column<long>(type: "INTEGER", nullable: true),
                    taken_at = table.Column<long>(type: "INTEGER", nullable: true),
                    changed_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    told_costs = table.Column<bool>(type: "INTEGER", nullable: false),
                    reminded = table.Column<bool>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    out_at = table.Column<long>(type: "INTEGER", nullable: true),
                    out_km = table.Column<int>(type: "INTEGER", nullable: true),
                    out_photo_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    back_at = table.Column<long>(type: "INTEGER", nullable: true),
                    back_km = table.Column<int>(type: "INTEGER", nullable: true),
                    back_photo_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    track_km = table.Column<long>(type: "INTEGER", nullable: true),
                    damage = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    km_reason = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    late = table.Column<bool>(type: "INTEGER", nullable: false),
                    fuel = table.Column<long>(type: "INTEGER", nullable: true),
                    toll = table.Column<long>(type: "INTEGER", nullable: true),
                    parking = table.Column<long>(type: "INTEGER", nullable: true),
                    cleaning = table.Column<long>(type: "INTEGER", nullable: true),
                    driver_cost = table.Column<long>(type: "INTEGER", nullable: true),
                    receipt_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    cost_note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    costs_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    costs_person_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    checked_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    checked_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_trip", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_trip_vehicle_vehicle_id",
                        column: x => x.vehicle_id,
                        principalTable: "vehicles_vehicle",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_vehicles_trip_vehicles_driver_driver_id",
                        column: x => x.driver_id,
                        principalTable: "vehicles_driver",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_vehicles_trip_vehicles_fleet_fleet_id",
                        column: x => x.fleet_id,
                        principalTable: "vehicles_fleet",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_vehicle_tenure",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    whole_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    former_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    until = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_vehicle_tenure", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_vehicle_tenure_vehicles_vehicle_whole_id",
                        column: x => x.whole_id,
                        principalTable: "vehicles_vehicle",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "vehicles_movement_alarm",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    number = table.Column<string>(type: "TEXT", maxLength: 30, nullable: true),
                    number_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    of = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    title = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    vehicle_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    plate = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    trip_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    trip_number = table.Column<string>(type: "TEXT", maxLength: 30, nullable: true),
                    driver_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    driver_person_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    driver_name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    rose_at = table.Column<long>(type: "INTEGER", nullable: false),
                    fell_at = table.Column<long>(type: "INTEGER", nullable: true),
                    longitude = table.Column<double>(type: "REAL", nullable: false),
                    latitude = table.Column<double>(type: "REAL", nullable: false),
                    peak = table.Column<long>(type: "INTEGER", nullable: false),
                    explanation = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    explained_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    explained_at = table.Column<long>(type: "INTEGER", nullable: true),
                    finding = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    finding_note = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    found_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    found_at = table.Column<long>(type: "INTEGER", nullable: true),
                    closed_by = table.Column<string>(type: "TEXT", maxLength: 60, nullable: true),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_vehicles_movement_alarm", x => x.id);
                    table.ForeignKey(
                        name: "fk_vehicles_movement_alarm_trip_trip_id",
                        column: x => x.trip_id,
                        principalTable: "vehicles_trip",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_vehicles_movement_alarm_vehicle_vehicle_id",
                        column: x => x.vehicle_id,
                        principalTable: "vehicles_vehicle",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_vehicles_movement_alarm_vehicles_driver_driver_id",
                        column: x => x.driver_id,
                        principalTable: "vehicles_driver",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_booking_message_whole_id_at",
                table: "conferences_booking_message",
                columns: new[] { "whole_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_booking_series_owner_path",
                table: "conferences_booking_series",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_booking_series_starts_at_id_owner_path",
                table: "conferences_booking_series",
                columns: new[] { "starts_at", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_building_name_id_owner_path",
                table: "conferences_building",
                columns: new[] { "name", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_building_owner_path",
                table: "conferences_building",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_equipment_handover_pool_id_at",
                table: "conferences_equipment_handover",
                columns: new[] { "pool_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_equipment_handover_whole_id_at",
                table: "conferences_equipment_handover",
                columns: new[] { "whole_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_equipment_hold_pool_id_starts_at",
                table: "conferences_equipment_hold",
                columns: new[] { "pool_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_equipment_hold_whole_id",
                table: "conferences_equipment_hold",
                column: "whole_id");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_equipment_pool_name_id_owner_path",
                table: "conferences_equipment_pool",
                columns: new[] { "name", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_equipment_pool_owner_path",
                table: "conferences_equipment_pool",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "conferences_reminded_once",
                table: "conferences_meeting_reminder",
                columns: new[] { "whole_id", "day", "person_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_building_id",
                table: "conferences_room",
                column: "building_id");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_name_id_owner_path",
                table: "conferences_room",
                columns: new[] { "name", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_owner_path",
                table: "conferences_room",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "conferences_number_is_new",
                table: "conferences_room_booking",
                columns: new[] { "number_path", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_contact_phone_index",
                table: "conferences_room_booking",
                column: "contact_phone_index",
                filter: "contact_phone_index IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_contact_phone_tail",
                table: "conferences_room_booking",
                column: "contact_phone_tail",
                filter: "contact_phone_tail IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_hold_until",
                table: "conferences_room_booking",
                column: "hold_until",
                filter: "hold_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_owner_path",
                table: "conferences_room_booking",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_room_id_starts_at",
                table: "conferences_room_booking",
                columns: new[] { "room_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_room_id_submitted_at",
                table: "conferences_room_booking",
                columns: new[] { "room_id", "submitted_at" },
                filter: "contends");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_series_id_series_date",
                table: "conferences_room_booking",
                columns: new[] { "series_id", "series_date" },
                filter: "series_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_starts_at_id_owner_path",
                table: "conferences_room_booking",
                columns: new[] { "starts_at", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_taken_from",
                table: "conferences_room_booking",
                column: "taken_from",
                filter: "taken_from IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_waits_since",
                table: "conferences_room_booking",
                column: "waits_since",
                filter: "waits_since IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_closure_whole_id",
                table: "conferences_room_closure",
                column: "whole_id");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_hold_room_id_starts_at",
                table: "conferences_room_hold",
                columns: new[] { "room_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_hold_whole_id",
                table: "conferences_room_hold",
                column: "whole_id");

            migrationBuilder.CreateIndex(
                name: "ix_open_iddict_applications_client_id",
                table: "OpenIddictApplications",
                column: "client_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_open_iddict_authorizations_application_id_status_subject_type",
                table: "OpenIddictAuthorizations",
                columns: new[] { "application_id", "status", "subject", "type" });

            migrationBuilder.CreateIndex(
                name: "ix_open_iddict_scopes_name",
                table: "OpenIddictScopes",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_open_iddict_tokens_application_id_status_subject_type",
                table: "OpenIddictTokens",
                columns: new[] { "application_id", "status", "subject", "type" });

            migrationBuilder.CreateIndex(
                name: "ix_open_iddict_tokens_authorization_id",
                table: "OpenIddictTokens",
                column: "authorization_id");

            migrationBuilder.CreateIndex(
                name: "ix_open_iddict_tokens_reference_id",
                table: "OpenIddictTokens",
                column: "reference_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_absence_deputy_id_to",
                table: "platform_absence",
                columns: new[] { "deputy_id", "to" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_absence_person_id_to",
                table: "platform_absence",
                columns: new[] { "person_id", "to" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_account_person_id",
                table: "platform_account",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "platform_login_is_free",
                table: "platform_account",
                column: "login",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_audit_case_asked_at",
                table: "platform_audit_case",
                column: "asked_at");

            migrationBuilder.CreateIndex(
                name: "ix_platform_audit_case_number",
                table: "platform_audit_case",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_audit_checkpoint_number",
                table: "platform_audit_checkpoint",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_audit_entry_number",
                table: "platform_audit_entry",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_audit_entry_person_id_at",
                table: "platform_audit_entry",
                columns: new[] { "person_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_audit_entry_row_id_at",
                table: "platform_audit_entry",
                columns: new[] { "row_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_audit_unsealed",
                table: "platform_audit_entry",
                column: "at",
                filter: "number IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_platform_export_run_owner_path",
                table: "platform_export_run",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_platform_export_run_state_asked_at",
                table: "platform_export_run",
                columns: new[] { "state", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_copy_instance_id",
                table: "platform_flow_copy",
                column: "instance_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_copy_whole_id_person_id",
                table: "platform_flow_copy",
                columns: new[] { "whole_id", "person_id" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_decision_instance_id",
                table: "platform_flow_decision",
                column: "instance_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_decision_whole_id_at",
                table: "platform_flow_decision",
                columns: new[] { "whole_id", "at" });

            migrationBuilder.CreateIndex(
                name: "platform_flow_version_is_new",
                table: "platform_flow_definition",
                columns: new[] { "key", "path", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_instance_key_ended_at",
                table: "platform_flow_instance",
                columns: new[] { "key", "ended_at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_instance_state_started_at_id",
                table: "platform_flow_instance",
                columns: new[] { "state", "started_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_instance_whole_id_started_at",
                table: "platform_flow_instance",
                columns: new[] { "whole_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "platform_one_flow_at_a_time",
                table: "platform_flow_instance",
                column: "whole_id",
                unique: true,
                filter: "state = 'Running'");

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_task_deputy_id_state",
                table: "platform_flow_task",
                columns: new[] { "deputy_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_task_ended_at",
                table: "platform_flow_task",
                column: "ended_at");

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_task_instance_id",
                table: "platform_flow_task",
                column: "instance_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_task_person_id_state_born_at",
                table: "platform_flow_task",
                columns: new[] { "person_id", "state", "born_at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_task_state_due_at",
                table: "platform_flow_task",
                columns: new[] { "state", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_flow_task_whole_id",
                table: "platform_flow_task",
                column: "whole_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_grant_organisation_id",
                table: "platform_grant",
                column: "organisation_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_grant_person_id",
                table: "platform_grant",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_grant_role_id",
                table: "platform_grant",
                column: "role_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_idempotent_answer_at",
                table: "platform_idempotent_answer",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "platform_key_is_new",
                table: "platform_idempotent_answer",
                columns: new[] { "caller", "route", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_import_run_owner_path",
                table: "platform_import_run",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_platform_import_run_person_id_asked_at",
                table: "platform_import_run",
                columns: new[] { "person_id", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_import_run_state_asked_at",
                table: "platform_import_run",
                columns: new[] { "state", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_import_wrong_run_id_in_run_row",
                table: "platform_import_wrong",
                columns: new[] { "run_id", "in_run", "row" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_job_run_job_started_at",
                table: "platform_job_run",
                columns: new[] { "job", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_kept_form_ends_at",
                table: "platform_kept_form",
                column: "ends_at");

            migrationBuilder.CreateIndex(
                name: "ix_platform_kept_form_person_id",
                table: "platform_kept_form",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_leaver_sheet_person_id",
                table: "platform_leaver_sheet",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_list_view_list_shared_path",
                table: "platform_list_view",
                columns: new[] { "list", "shared_path" },
                filter: "shared_path IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "platform_view_once",
                table: "platform_list_view",
                columns: new[] { "person_id", "list", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_notice_person_id_at",
                table: "platform_notice",
                columns: new[] { "person_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_delivery_failed",
                table: "platform_notice_delivery",
                columns: new[] { "ended_at", "id" },
                filter: "state = 'Failed'");

            migrationBuilder.CreateIndex(
                name: "ix_platform_delivery_waiting",
                table: "platform_notice_delivery",
                columns: new[] { "channel", "due_at" },
                filter: "state = 'Waiting'");

            migrationBuilder.CreateIndex(
                name: "ix_platform_notice_delivery_ended_at",
                table: "platform_notice_delivery",
                column: "ended_at");

            migrationBuilder.CreateIndex(
                name: "ix_platform_notice_delivery_notice_id",
                table: "platform_notice_delivery",
                column: "notice_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_notice_delivery_person_id_born_at",
                table: "platform_notice_delivery",
                columns: new[] { "person_id", "born_at" });

            migrationBuilder.CreateIndex(
                name: "platform_gateway_once",
                table: "platform_notice_gateway",
                column: "channel",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_offer_whole_id",
                table: "platform_offer",
                column: "whole_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_one_time_link_secret_hash",
                table: "platform_one_time_link",
                column: "secret_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_organisation_parent_id",
                table: "platform_organisation",
                column: "parent_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_organisation_path",
                table: "platform_organisation",
                column: "path",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_organisation_stroke_key_id",
                table: "platform_organisation",
                columns: new[] { "stroke_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_organisation_successor_id",
                table: "platform_organisation",
                column: "successor_id");

            migrationBuilder.CreateIndex(
                name: "platform_code_is_new",
                table: "platform_organisation",
                column: "code",
                unique: true,
                filter: "\"to\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_platform_outbox_message_done_at",
                table: "platform_outbox_message",
                column: "done_at");

            migrationBuilder.CreateIndex(
                name: "ix_platform_outbox_message_sequence",
                table: "platform_outbox_message",
                column: "sequence",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_outbox_unsealed",
                table: "platform_outbox_message",
                column: "at",
                filter: "sequence IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_platform_participant_person_id_at_row_id",
                table: "platform_participant",
                columns: new[] { "person_id", "at", "row_id" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_participant_row_id",
                table: "platform_participant",
                column: "row_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_participant_unit_path_at_row_id",
                table: "platform_participant",
                columns: new[] { "unit_path", "at", "row_id" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_passkey_account_id",
                table: "platform_passkey",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "platform_passkey_is_new",
                table: "platform_passkey",
                column: "credential_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_person_name_id",
                table: "platform_person",
                columns: new[] { "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_person_organisation_id",
                table: "platform_person",
                column: "organisation_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_person_stroke_key_id",
                table: "platform_person",
                columns: new[] { "stroke_key", "id" });

            migrationBuilder.CreateIndex(
                name: "platform_person_number_is_new",
                table: "platform_person",
                column: "number",
                unique: true,
                filter: "number IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_platform_person_contact_identity_number_index",
                table: "platform_person_contact",
                column: "identity_number_index",
                filter: "identity_number_index IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_platform_person_contact_identity_number_tail",
                table: "platform_person_contact",
                column: "identity_number_tail",
                filter: "identity_number_tail IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_platform_person_contact_phone_index",
                table: "platform_person_contact",
                column: "phone_index",
                filter: "phone_index IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_platform_person_contact_phone_tail",
                table: "platform_person_contact",
                column: "phone_tail",
                filter: "phone_tail IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_platform_post_organisation_id",
                table: "platform_post",
                column: "organisation_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_post_person_id",
                table: "platform_post",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_push_device_person_id",
                table: "platform_push_device",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "platform_push_device_once",
                table: "platform_push_device",
                column: "endpoint_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_reorganisation_state_day",
                table: "platform_reorganisation",
                columns: new[] { "state", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_role_key",
                table: "platform_role",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_secretary_leader_id_ended_at",
                table: "platform_secretary",
                columns: new[] { "leader_id", "ended_at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_secretary_person_id_ended_at",
                table: "platform_secretary",
                columns: new[] { "person_id", "ended_at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_session_account_id",
                table: "platform_session",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_session_person_id",
                table: "platform_session",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_platform_session_secret_hash",
                table: "platform_session",
                column: "secret_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "platform_setting_once_a_day",
                table: "platform_setting",
                columns: new[] { "key", "path", "from" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_platform_sign_in_account_id_at",
                table: "platform_sign_in",
                columns: new[] { "account_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_sign_in_address_at",
                table: "platform_sign_in",
                columns: new[] { "address", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_sign_in_login_at",
                table: "platform_sign_in",
                columns: new[] { "login", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_platform_file_loose",
                table: "platform_stored_file",
                column: "uploaded_at",
                filter: "thing IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_platform_stored_file_hash",
                table: "platform_stored_file",
                column: "hash");

            migrationBuilder.CreateIndex(
                name: "ix_platform_stored_file_whole_id",
                table: "platform_stored_file",
                column: "whole_id");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_driver_licence_number_index",
                table: "vehicles_driver",
                column: "licence_number_index",
                filter: "licence_number_index IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_driver_licence_number_tail",
                table: "vehicles_driver",
                column: "licence_number_tail",
                filter: "licence_number_tail IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_driver_licensed_until",
                table: "vehicles_driver",
                column: "licensed_until");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_driver_name_id_owner_path",
                table: "vehicles_driver",
                columns: new[] { "name", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_driver_owner_path",
                table: "vehicles_driver",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_driver_person_id",
                table: "vehicles_driver",
                column: "person_id",
                filter: "person_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_driver_phone_index",
                table: "vehicles_driver",
                column: "phone_index",
                filter: "phone_index IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_driver_phone_tail",
                table: "vehicles_driver",
                column: "phone_tail",
                filter: "phone_tail IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_driver_card_use_driver_id",
                table: "vehicles_driver_card_use",
                column: "driver_id");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_driver_card_use_owner_path",
                table: "vehicles_driver_card_use",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_driver_card_use_vehicle_id_since",
                table: "vehicles_driver_card_use",
                columns: new[] { "vehicle_id", "since" });

            migrationBuilder.CreateIndex(
                name: "vehicles_card_use_is_one",
                table: "vehicles_driver_card_use",
                columns: new[] { "terminal_id", "since" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_driver_leave_whole_id_to",
                table: "vehicles_driver_leave",
                columns: new[] { "whole_id", "to" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_fence_name_id_owner_path",
                table: "vehicles_fence",
                columns: new[] { "name", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_fence_owner_path",
                table: "vehicles_fence",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_fleet_name_id_owner_path",
                table: "vehicles_fleet",
                columns: new[] { "name", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_fleet_owner_path",
                table: "vehicles_fleet",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_movement_alarm_driver_id",
                table: "vehicles_movement_alarm",
                column: "driver_id");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_movement_alarm_owner_path",
                table: "vehicles_movement_alarm",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_movement_alarm_rose_at_id_owner_path",
                table: "vehicles_movement_alarm",
                columns: new[] { "rose_at", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_movement_alarm_trip_id",
                table: "vehicles_movement_alarm",
                column: "trip_id");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_movement_alarm_vehicle_id_rose_at",
                table: "vehicles_movement_alarm",
                columns: new[] { "vehicle_id", "rose_at" });

            migrationBuilder.CreateIndex(
                name: "vehicles_alarm_is_open_once",
                table: "vehicles_movement_alarm",
                columns: new[] { "vehicle_id", "kind", "of" },
                unique: true,
                filter: "fell_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "vehicles_alarm_number_is_new",
                table: "vehicles_movement_alarm",
                columns: new[] { "number_path", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "vehicles_odometer_goes_on",
                table: "vehicles_odometer",
                column: "whole_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_odometer_reading_driver_id_at",
                table: "vehicles_odometer_reading",
                columns: new[] { "driver_id", "at" },
                filter: "driver_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_odometer_reading_whole_id_at",
                table: "vehicles_odometer_reading",
                columns: new[] { "whole_id", "at" });

            migrationBuilder.CreateIndex(
                name: "vehicles_reminder_is_one",
                table: "vehicles_paper_reminder",
                columns: new[] { "whole_id", "paper", "until", "stage" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_pass_through_data_at",
                table: "vehicles_pass_through_data",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_pass_through_data_owner_path",
                table: "vehicles_pass_through_data",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_pass_through_data_terminal_id_at",
                table: "vehicles_pass_through_data",
                columns: new[] { "terminal_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_terminal_owner_path",
                table: "vehicles_terminal",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_terminal_phone_id_owner_path",
                table: "vehicles_terminal",
                columns: new[] { "phone", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "vehicles_terminal_phone_is_one",
                table: "vehicles_terminal",
                column: "phone",
                unique: true,
                filter: "status <> 'Retired'");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_terminal_case_first_at_id_owner_path",
                table: "vehicles_terminal_case",
                columns: new[] { "first_at", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_terminal_case_owner_path",
                table: "vehicles_terminal_case",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "vehicles_terminal_case_is_one",
                table: "vehicles_terminal_case",
                columns: new[] { "kind", "phone", "plate" },
                unique: true,
                filter: "state = 'Open'");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_terminal_command_fence_id_asked_at",
                table: "vehicles_terminal_command",
                columns: new[] { "fence_id", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_terminal_command_waiting",
                table: "vehicles_terminal_command",
                column: "id",
                filter: "state = 'Waiting'");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_terminal_command_whole_id_asked_at",
                table: "vehicles_terminal_command",
                columns: new[] { "whole_id", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_terminal_link_vehicle_id_since",
                table: "vehicles_terminal_link",
                columns: new[] { "vehicle_id", "since" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_terminal_link_whole_id_since",
                table: "vehicles_terminal_link",
                columns: new[] { "whole_id", "since" });

            migrationBuilder.CreateIndex(
                name: "vehicles_car_has_one_terminal",
                table: "vehicles_terminal_link",
                column: "vehicle_id",
                unique: true,
                filter: "until IS NULL");

            migrationBuilder.CreateIndex(
                name: "vehicles_terminal_sits_once",
                table: "vehicles_terminal_link",
                column: "whole_id",
                unique: true,
                filter: "until IS NULL");

            migrationBuilder.CreateIndex(
                name: "vehicles_terminal_pulse_is_one",
                table: "vehicles_terminal_pulse",
                column: "whole_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_answer_by",
                table: "vehicles_trip",
                column: "answer_by",
                filter: "answer_by IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_driver_id_starts_at",
                table: "vehicles_trip",
                columns: new[] { "driver_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_fleet_id_starts_at",
                table: "vehicles_trip",
                columns: new[] { "fleet_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_out",
                table: "vehicles_trip",
                column: "vehicle_id",
                filter: "state = 'Out'");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_overnight",
                table: "vehicles_trip",
                columns: new[] { "fleet_id", "starts_at" },
                filter: "overnight");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_owner_path",
                table: "vehicles_trip",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_soon",
                table: "vehicles_trip",
                column: "starts_at",
                filter: "state = 'Taken' AND NOT reminded");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_starts_at_id_owner_path",
                table: "vehicles_trip",
                columns: new[] { "starts_at", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_vehicle_id_starts_at",
                table: "vehicles_trip",
                columns: new[] { "vehicle_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "vehicles_trip_number_is_new",
                table: "vehicles_trip",
                columns: new[] { "number_path", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_event_whole_id_at",
                table: "vehicles_trip_event",
                columns: new[] { "whole_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_hold_thing_id_starts_at",
                table: "vehicles_trip_hold",
                columns: new[] { "thing_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_hold_whole_id",
                table: "vehicles_trip_hold",
                column: "whole_id");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_leg_request_id",
                table: "vehicles_trip_leg",
                column: "request_id");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_leg_whole_id",
                table: "vehicles_trip_leg",
                column: "whole_id");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_seats_fleet_id_starts_at",
                table: "vehicles_trip_seats",
                columns: new[] { "fleet_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_trip_seats_whole_id",
                table: "vehicles_trip_seats",
                column: "whole_id");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_unread_frame_at_id_owner_path",
                table: "vehicles_unread_frame",
                columns: new[] { "at", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_unread_frame_owner_path",
                table: "vehicles_unread_frame",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_driver_id",
                table: "vehicles_vehicle",
                column: "driver_id");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_inspected_until",
                table: "vehicles_vehicle",
                column: "inspected_until");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_insured_until",
                table: "vehicles_vehicle",
                column: "insured_until");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_owner_path",
                table: "vehicles_vehicle",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_owner_path_class",
                table: "vehicles_vehicle",
                columns: new[] { "owner_path", "class" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_plate_id_owner_path",
                table: "vehicles_vehicle",
                columns: new[] { "plate", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_user_id",
                table: "vehicles_vehicle",
                column: "user_id",
                filter: "user_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "vehicles_plate_is_one",
                table: "vehicles_vehicle",
                column: "plate",
                unique: true,
                filter: "disposed_on IS NULL");

            migrationBuilder.CreateIndex(
                name: "vehicles_vin_is_one",
                table: "vehicles_vehicle",
                column: "vin",
                unique: true,
                filter: "disposed_on IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_quota_from_id_owner_path",
                table: "vehicles_vehicle_quota",
                columns: new[] { "from", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_quota_owner_path",
                table: "vehicles_vehicle_quota",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "vehicles_quota_is_one",
                table: "vehicles_vehicle_quota",
                columns: new[] { "owner_path", "class", "from" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_request_contact_phone_index",
                table: "vehicles_vehicle_request",
                column: "contact_phone_index",
                filter: "contact_phone_index IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_request_contact_phone_tail",
                table: "vehicles_vehicle_request",
                column: "contact_phone_tail",
                filter: "contact_phone_tail IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_request_due_at",
                table: "vehicles_vehicle_request",
                column: "due_at",
                filter: "due_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_request_fleet_id_state_starts_at",
                table: "vehicles_vehicle_request",
                columns: new[] { "fleet_id", "state", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_request_follow_up",
                table: "vehicles_vehicle_request",
                column: "starts_at",
                filter: "follow_up");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_request_occasion_id",
                table: "vehicles_vehicle_request",
                column: "occasion_id",
                filter: "occasion_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_request_owner_path",
                table: "vehicles_vehicle_request",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_request_papers_due_at",
                table: "vehicles_vehicle_request",
                column: "papers_due_at",
                filter: "papers_due_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_request_series_id",
                table: "vehicles_vehicle_request",
                column: "series_id",
                filter: "series_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_request_starts_at_id_owner_path",
                table: "vehicles_vehicle_request",
                columns: new[] { "starts_at", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_request_unmarked",
                table: "vehicles_vehicle_request",
                column: "ends_at",
                filter: "state IN ('Back', 'Checked') AND evaluated_at IS NULL AND NOT asked_marks");

            migrationBuilder.CreateIndex(
                name: "vehicles_request_number_is_new",
                table: "vehicles_vehicle_request",
                columns: new[] { "number_path", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_vehicles_vehicle_tenure_whole_id_until",
                table: "vehicles_vehicle_tenure",
                columns: new[] { "whole_id", "until" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "conferences_booking_message");

            migrationBuilder.DropTable(
                name: "conferences_equipment_handover");

            migrationBuilder.DropTable(
                name: "conferences_equipment_hold");

            migrationBuilder.DropTable(
                name: "conferences_meeting_reminder");

            migrationBuilder.DropTable(
                name: "conferences_room_booking");

            migrationBuilder.DropTable(
                name: "conferences_room_closure");

            migrationBuilder.DropTable(
                name: "conferences_room_hold");

            migrationBuilder.DropTable(
                name: "data_protection_keys");

            migrationBuilder.DropTable(
                name: "OpenIddictScopes");

            migrationBuilder.DropTable(
                name: "OpenIddictTokens");

            migrationBuilder.DropTable(
                name: "platform_absence");

            migrationBuilder.DropTable(
                name: "platform_audit_case");

            migrationBuilder.DropTable(
                name: "platform_audit_checkpoint");

            migrationBuilder.DropTable(
                name: "platform_audit_entry");

            migrationBuilder.DropTable(
                name: "platform_export_run");

            migrationBuilder.DropTable(
                name: "platform_flow_copy");

            migrationBuilder.DropTable(
                name: "platform_flow_decision");

            migrationBuilder.DropTable(
                name: "platform_flow_definition");

            migrationBuilder.DropTable(
                name: "platform_flow_task");

            migrationBuilder.DropTable(
                name: "platform_grant");

            migrationBuilder.DropTable(
                name: "platform_idempotent_answer");

            migrationBuilder.DropTable(
                name: "platform_import_wrong");

            migrationBuilder.DropTable(
                name: "platform_job_run");

            migrationBuilder.DropTable(
                name: "platform_kept_form");

            migrationBuilder.DropTable(
                name: "platform_lease");

            migrationBuilder.DropTable(
                name: "platform_leaver_sheet");

            migrationBuilder.DropTable(
                name: "platform_list_view");

            migrationBuilder.DropTable(
                name: "platform_notice_choices");

            migrationBuilder.DropTable(
                name: "platform_notice_delivery");

            migrationBuilder.DropTable(
                name: "platform_notice_gateway");

            migrationBuilder.DropTable(
                name: "platform_number_series");

            migrationBuilder.DropTable(
                name: "platform_offer");

            migrationBuilder.DropTable(
                name: "platform_one_time_link");

            migrationBuilder.DropTable(
                name: "platform_outbox_message");

            migrationBuilder.DropTable(
                name: "platform_participant");

            migrationBuilder.DropTable(
                name: "platform_passkey");

            migrationBuilder.DropTable(
                name: "platform_person_contact");

            migrationBuilder.DropTable(
                name: "platform_post");

            migrationBuilder.DropTable(
                name: "platform_push_device");

            migrationBuilder.DropTable(
                name: "platform_reorganisation");

            migrationBuilder.DropTable(
                name: "platform_secretary");

            migrationBuilder.DropTable(
                name: "platform_session");

            migrationBuilder.DropTable(
                name: "platform_setting");

            migrationBuilder.DropTable(
                name: "platform_sign_in");

            migrationBuilder.DropTable(
                name: "platform_stored_file");

            migrationBuilder.DropTable(
                name: "vehicles_driver_card_use");

            migrationBuilder.DropTable(
                name: "vehicles_driver_leave");

            migrationBuilder.DropTable(
                name: "vehicles_movement_alarm");

            migrationBuilder.DropTable(
                name: "vehicles_odometer");

            migrationBuilder.DropTable(
                name: "vehicles_odometer_reading");

            migrationBuilder.DropTable(
                name: "vehicles_paper_reminder");

            migrationBuilder.DropTable(
                name: "vehicles_pass_through_data");

            migrationBuilder.DropTable(
                name: "vehicles_terminal_case");

            migrationBuilder.DropTable(
                name: "vehicles_terminal_command");

            migrationBuilder.DropTable(
                name: "vehicles_terminal_link");

            migrationBuilder.DropTable(
                name: "vehicles_terminal_pulse");

            migrationBuilder.DropTable(
                name: "vehicles_trip_event");

            migrationBuilder.DropTable(
                name: "vehicles_trip_hold");

            migrationBuilder.DropTable(
                name: "vehicles_trip_leg");

            migrationBuilder.DropTable(
                name: "vehicles_trip_seats");

            migrationBuilder.DropTable(
                name: "vehicles_unread_frame");

            migrationBuilder.DropTable(
                name: "vehicles_vehicle_quota");

            migrationBuilder.DropTable(
                name: "vehicles_vehicle_request");

            migrationBuilder.DropTable(
                name: "vehicles_vehicle_tenure");

            migrationBuilder.DropTable(
                name: "conferences_equipment_pool");

            migrationBuilder.DropTable(
                name: "conferences_booking_series");

            migrationBuilder.DropTable(
                name: "conferences_room");

            migrationBuilder.DropTable(
                name: "OpenIddictAuthorizations");

            migrationBuilder.DropTable(
                name: "platform_flow_instance");

            migrationBuilder.DropTable(
                name: "platform_role");

            migrationBuilder.DropTable(
                name: "platform_import_run");

            migrationBuilder.DropTable(
                name: "platform_notice");

            migrationBuilder.DropTable(
                name: "platform_account");

            migrationBuilder.DropTable(
                name: "vehicles_trip");

            migrationBuilder.DropTable(
                name: "vehicles_fence");

            migrationBuilder.DropTable(
                name: "vehicles_terminal");

            migrationBuilder.DropTable(
                name: "conferences_building");

            migrationBuilder.DropTable(
                name: "OpenIddictApplications");

            migrationBuilder.DropTable(
                name: "vehicles_vehicle");

            migrationBuilder.DropTable(
                name: "vehicles_fleet");

            migrationBuilder.DropTable(
                name: "vehicles_driver");

            migrationBuilder.DropTable(
                name: "platform_person");

            migrationBuilder.DropTable(
                name: "platform_organisation");
        }
    }
}
