"""Every variable the project reads, typed; nothing else looks at the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

BASE = Path(__file__).resolve().parent.parent


class Env(BaseSettings):
    """Fail at start-up, naming every wrong or missing variable at once."""

    model_config = SettingsConfigDict(
        env_prefix="NIUKOU_", env_file=BASE / ".env", extra="forbid", hide_input_in_errors=True
    )

    stage: Literal["dev", "test", "live"] = Field(
        default="dev", description="`live` switches on HTTPS-only cookies and redirects."
    )
    data: Path = Field(
        default=BASE / ".data", description="Folder of the database, files, keys and logs."
    )
    keys_folder: Path | None = Field(
        default=None, description="Folder of the keys; default: `keys` in the data folder."
    )
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=8000, gt=0, lt=65536, description="Port the server listens on.")
    site_url: str = Field(
        default="", description="Address people type, printed in QR codes; default: host and port."
    )
    allowed_hosts: list[str] = Field(
        default=["127.0.0.1", "localhost"], description="Host names the server answers to."
    )
    trusted_proxies: int = Field(
        default=0, ge=0, description="How many proxies of ours stand before the server."
    )
    database_url: SecretStr | None = Field(
        default=None, description="Any PostgreSQL 15 or newer; default: the embedded one."
    )
    email_url: SecretStr | None = Field(
        default=None, description="smtp://user:password@host:port; default: printed to the log."
    )
    email_from: str = Field(
        default="niukou@localhost", description="The address that mail comes from."
    )
    webhook_hosts: list[str] = Field(
        default=[],
        description="Hosts of your own, besides the chat services, that reminders may be posted to.",
    )
    session_idle: timedelta = Field(
        default=timedelta(minutes=30), description="Signed out after so much idleness."
    )
    upload_limit_mb: int = Field(default=10, gt=0, description="Megabytes per uploaded file.")
    import_limit_rows: int = Field(default=20_000, gt=0, description="Rows per imported list.")
    vacant_post_days: int = Field(
        default=60, gt=0, description="A post vacant for so many days stands on the desks."
    )
    awards_prefix: str = Field(
        default="niukou",
        description="Begins the identifiers of awards (360Giving gives one to each publisher).",
    )
    check_in_step_seconds: int = Field(
        default=30, ge=10, le=600, description="How long a check-in code stays on the screen."
    )
    check_in_before_minutes: int = Field(
        default=60, ge=0, le=1440, description="Check-in opens so long before a gathering starts."
    )
    check_in_after_minutes: int = Field(
        default=30, ge=0, le=1440, description="Check-in closes so long after a gathering ends."
    )
    demo: bool = Field(default=False, description="Show the banner of the demo world.")

    @property
    def keys(self) -> Path:
        return self.keys_folder or self.data / "keys"

    @property
    def public_url(self) -> str:
        return (self.site_url or f"http://{self.host}:{self.port}").rstrip("/")


env = Env()
