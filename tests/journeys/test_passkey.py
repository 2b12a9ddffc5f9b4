"""A new administrator comes by the printed link, adds a passkey and signs in with it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server

EMAIL = "passkey@demo.example.org"
PASSWORD = "button-with-4-holes"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_replaces_the_password(server: Server, visit: Callable[..., Page]) -> None:
    # Browsers keep passkeys for names, not for numbers.
    home = server.url.replace("127.0.0.1", "localhost")
    said = server.manage("create_administrator", EMAIL)
    [path] = re.findall(r"http://[^/]+(/\S+)", said.stdout)
    window = visit()
    devtools = window.context.new_cdp_session(window)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    window.goto(home + path)
    for name in ("password1", "password2"):
        window.fill(f"[name={name}]", PASSWORD)
    window.keyboard.press("Enter")
    window.wait_for_url("**/done/")
    window.goto(f"{home}/account/login/")
    window.fill("[name=login]", EMAIL)
    window.fill("[name=password]", PASSWORD)
    window.keyboard.press("Enter")
    window.wait_for_url("**/desk/")
    window.goto(f"{home}/account/2fa/webauthn/add/")
    window.fill("[name=password]", PASSWORD)
    window.keyboard.press("Enter")
    window.check("[name=passwordless]")
    window.locator("main form button").first.click()
    window.wait_for_url("**/recovery-codes/")

    window.goto(f"{home}/account/logout/")
    window.locator("main form button").first.click()
    window.goto(f"{home}/account/login/")
    window.click("#passkey_login")

    window.wait_for_url("**/desk/")
    window.goto(f"{home}/me/")
    expect(window.locator("main")).to_contain_text(EMAIL)
