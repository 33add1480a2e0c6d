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
                name: "conferences_room",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    name = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    seats = table.Column<int>(type: "INTEGER", nullable: false),
                    floor = table.Column<string>(type: "TEXT", nullable: true),
                    screens = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_room", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conferences_room_booking",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_path = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false, collation: "BINARY"),
                    room_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    topic = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    @class = table.Column<string>(name: "class", type: "TEXT", maxLength: 32, nullable: false),
                    starts_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: false),
                    attendees = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    requested_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    approved_by = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conferences_room_booking", x => x.id);
                    table.ForeignKey(
                        name: "fk_conferences_room_booking_conferences_room_room_id",
                        column: x => x.room_id,
                        principalTable: "conferences_room",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_name_id_owner_path",
                table: "conferences_room",
                columns: new[] { "name", "id", "owner_path" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_owner_path",
                table: "conferences_room",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_owner_path",
                table: "conferences_room_booking",
                column: "owner_path");

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_room_id_starts_at",
                table: "conferences_room_booking",
                columns: new[] { "room_id", "starts_at" });

            migrationBuilder.CreateIndex(
                name: "ix_conferences_room_booking_starts_at_id_owner_path",
                table: "conferences_room_booking",
                columns: new[] { "starts_at", "id", "owner_path" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "conferences_room_booking");

            migrationBuilder.DropTable(
                name: "conferences_room");
        }
    }
}
