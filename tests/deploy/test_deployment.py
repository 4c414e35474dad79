"""What operators copy agrees with itself, with the settings, and with what the program does."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.delivery.stopping import DRAIN_SECONDS
from bot.delivery.webhook import MAX_BODY, REPLY_SECONDS
from bot.settings import Settings
from tests.deploy.lint import DEPLOY, units

WEBHOOK = (DEPLOY / "nginx" / "webhook.conf").read_text(encoding="utf-8")
EXAMPLE = (DEPLOY / ".env.example").read_text(encoding="utf-8")
SERVICE = (DEPLOY / "case-record-bot.service").read_text(encoding="utf-8")
REPLICAS = yaml.safe_load((DEPLOY / "compose.replicas.yaml").read_text(encoding="utf-8"))["services"]
KUBERNETES = {
    each["kind"]: each for each in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8"))
}
(POD,) = (KUBERNETES["Deployment"]["spec"]["template"]["spec"],)
(CONTAINER,) = POD["containers"]


def environments() -> Iterator[tuple[str, dict[str, str]]]:
    """What each file sets for the bot; what is filled in later has an example in its place."""
    examples = dict(re.findall(r"^#?([A-Z_]+)=(\S+)$", EXAMPLE, re.MULTILINE))
    examples |= {"SECRET_KEY": "0" * 64, "POSTGRES_PASSWORD": "secret", "TELEGRAM_BOT_TOKEN": "1:AAAA"}
    filled = {
        name: re.sub(r"\$\{(\w+)[^}]*\}", lambda found: examples[found[1]], value)
        for name, value in REPLICAS["bot"]["environment"].items()
    }
    yield "compose.replicas.yaml", filled
    secrets = examples | {"DATABASE_URL": "postgresql://bot:secret@database/bot"}
    yield "kubernetes.yaml", {each["name"]: each.get("value", secrets.get(each["name"])) for each in CONTAINER["env"]}
    yield (
        ".env.example",
        {name: value for name, value in examples.items() if name not in ("HTTPS_PROXY", "POSTGRES_PASSWORD")},
    )


@pytest.mark.parametrize("name", ["compose.replicas.yaml", "kubernetes.yaml", ".env.example"])
def test_what_is_set_is_a_setting_and_its_value_is_taken(name):
    environment = dict(environments())[name]
    assert set(environment) <= {each.upper() for each in Settings.model_fields}
    settings = Settings.model_validate({each.lower(): value for each, value in environment.items()})
    assert settings.webhook_path() == "/telegram"


def test_the_path_is_the_same_everywhere():
    assert re.findall(r"^location = (\S+) {", WEBHOOK, re.MULTILINE) == ["/telegram"]
    (rule,) = KUBERNETES["Ingress"]["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert (path["path"], path["pathType"]) == ("/telegram", "Exact")


def test_who_is_asked_listens_there():
    ports = {each["name"]: each["containerPort"] for each in CONTAINER["ports"]}
    environment = dict(environments())["kubernetes.yaml"]
    assert environment["LISTEN"] == f"0.0.0.0:{ports['webhook']}"
    assert environment["METRICS"] == f"0.0.0.0:{ports['metrics']}"
    for probe, path in (("startupProbe", "/livez"), ("livenessProbe", "/livez"), ("readinessProbe", "/readyz")):
        assert CONTAINER[probe]["httpGet"] == {"path": path, "port": "webhook"}
    (port,) = KUBERNETES["Service"]["spec"]["ports"]
    assert port["targetPort"] == "webhook"
    containers = (DEPLOY / "nginx" / "containers.conf").read_text(encoding="utf-8")
    listen = REPLICAS["bot"]["environment"]["LISTEN"].rpartition(":")[2]
    assert f"http://bot:{listen};" in containers
    assert f"127.0.0.1:{listen}/livez" in str(REPLICAS["bot"]["healthcheck"])


def test_labels_bring_services_budgets_and_bots_together():
    labels = KUBERNETES["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert KUBERNETES["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert KUBERNETES["Service"]["spec"]["selector"] == labels
    assert KUBERNETES["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert KUBERNETES["Deployment"]["spec"]["replicas"] > KUBERNETES["PodDisruptionBudget"]["spec"]["minAvailable"]


def test_a_proxy_waits_longer_than_the_bot_and_takes_as_much():
    assert REPLY_SECONDS < int(re.findall(r"proxy_read_timeout (\d+)s;", WEBHOOK)[0]) < 60
    assert re.findall(r"client_max_body_size (\S+);", WEBHOOK) == [f"{MAX_BODY // 1024**2}m"]


def test_whoever_stops_a_bot_gives_it_the_time_it_takes():
    assert int(re.findall(r"^TimeoutStopSec=(\d+)$", SERVICE, re.MULTILINE)[0]) > DRAIN_SECONDS
    assert int(REPLICAS["bot"]["stop_grace_period"].removesuffix("s")) > DRAIN_SECONDS
    pause = int(CONTAINER["lifecycle"]["preStop"]["exec"]["command"][1])
    assert POD["terminationGracePeriodSeconds"] > DRAIN_SECONDS + pause


def test_no_secret_stands_in_a_file():
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            for name in ("TELEGRAM_BOT_TOKEN", "SECRET_KEY", "WEBHOOK_SECRET", "POSTGRES_PASSWORD"):
                values = re.findall(rf"^\W*{name}[=:][ ]*(\S.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
                assert all(value.startswith("${") for value in values), path


def test_bots_in_containers_have_few_rights():
    bot = REPLICAS["bot"]
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert "ports" not in bot
    assert "ports" not in REPLICAS["database"]
    context = CONTAINER["securityContext"]
    assert context["readOnlyRootFilesystem"] is True
    assert context["allowPrivilegeEscalation"] is False
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert (
        f"USER {POD['securityContext']['runAsUser']}"
        in (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")
def test_systemd_takes_the_service_and_a_replica_of_it(tmp_path: Path):
    done = subprocess.run(["systemd-analyze", "verify", *units(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
