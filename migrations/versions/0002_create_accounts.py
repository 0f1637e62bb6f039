"""Create users, credentials, sessions, one-time tokens and the log-in throttle."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import grant, own_by, run

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tables()
    protect_accounts()


def downgrade() -> None:
    run("DROP FUNCTION user_by_mail(bytea)")
    op.drop_table("user_tokens")
    op.drop_table("user_sessions")
    op.drop_table("recovery_codes")
    op.drop_table("credentials")
    op.drop_table("users")
    op.drop_table("login_throttles")


def create_tables() -> None:
    op.create_table(
        "login_throttles",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("window_started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_login_throttles"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('invited', 'active', 'disabled')", name="ck_users_status"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
    )
    op.create_table(
        "credentials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_index", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["users.id"], name="fk_credentials_id"),
        sa.PrimaryKeyConstraint("id", name="pk_credentials"),
    )
    op.create_index("uq_credentials_email_index", "credentials", ["email_index"], unique=True)
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_recovery_codes_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_codes"),
    )
    op.create_index("ix_recovery_codes_user_id", "recovery_codes", ["user_id"])
    op.create_table(
        "user_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("awaits_second_factor", sa.Boolean(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("seat_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user_sessions_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_user_sessions"),
    )
    op.create_index("ix_user_sessions_user_id", "user_sessions", ["user_id"])
    op.create_index("uq_user_sessions_token_hash", "user_sessions", ["token_hash"], unique=True)
    op.create_table(
        "user_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('invitation', 'password_reset')", name="ck_user_tokens_kind"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_user_tokens_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_user_tokens"),
    )
    op.create_index("ix_user_tokens_user_id", "user_tokens", ["user_id"])
    op.create_index("uq_user_tokens_token_hash", "user_tokens", ["token_hash"], unique=True)


OTHERS = ("tsunagi_tenant", "tsunagi_national")


def protect_accounts() -> None:
    """Users are seen through seats (policy added with them); credentials by the log-in role alone."""
    grant("credentials", {"tsunagi_login": "SELECT, INSERT, UPDATE", "tsunagi_broker": "SELECT (id, email_index)"})
    grant("user_sessions", {"tsunagi_login": "SELECT, INSERT, UPDATE, DELETE"})
    grant("user_tokens", {"tsunagi_login": "SELECT, INSERT, UPDATE, DELETE"})
    grant("recovery_codes", {"tsunagi_login": "SELECT, INSERT, UPDATE, DELETE"})
    grant("login_throttles", {"tsunagi_login": "SELECT, INSERT, UPDATE, DELETE"})
    grant("users", {"tsunagi_login": "SELECT, INSERT, UPDATE"})
    for role in OTHERS:
        grant("users", {role: "SELECT, INSERT"})
        grant("credentials", {role: "INSERT"})
    for table in ("users", "credentials", "user_sessions", "user_tokens", "recovery_codes", "login_throttles"):
        grant(table, {"tsunagi_maint": "ALL"})
    run(
        """
        CREATE FUNCTION user_by_mail(p_index bytea) RETURNS uuid
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
            AS 'SELECT id FROM public.credentials WHERE email_index = p_index'
        """
    )
    run(
        "REVOKE ALL ON FUNCTION user_by_mail(bytea) FROM PUBLIC",
        "GRANT EXECUTE ON FUNCTION user_by_mail(bytea) TO tsunagi_tenant, tsunagi_national",
    )
    own_by("user_by_mail(bytea)", "tsunagi_broker")
