"""What signing in needs: sessions, attempts, one-time links, second factor, tokens. Secrets are hashed or sealed."""

from __future__ import annotations

from django.db import models

from wanghuo.base.scope.registry import scoped

from .people import Person


@scoped(persons=("person_id",))
class Session(models.Model):
    """A signed-in device, keyed to Django's session. ``pending``: what must be done before anything else."""

    class Pending(models.TextChoices):
        NOTHING = "", ""
        TOTP = "totp", "输入动态口令"
        PASSWORD = "password", "设置口令"
        ENROL = "enrol", "绑定动态口令"

    key = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    device = models.CharField("设备", max_length=120, blank=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    since = models.DateTimeField("登录时间")
    seen = models.DateTimeField("最近活动")
    pending = models.CharField(max_length=8, choices=Pending.choices, blank=True, default="")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ended_why = models.CharField("结束原因", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录会话"
        ordering = ["-seen"]

    def __str__(self) -> str:
        return f"{self.person} {self.device}"


@scoped(persons=("person_id",))
class Attempt(models.Model):
    """One try to sign in. ``account`` is a keyed digest of what was typed: a password typed as name is not kept."""

    account = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="attempts")
    address = models.CharField("来源地址", max_length=45, blank=True)
    device = models.CharField("设备", max_length=120, blank=True)
    at = models.DateTimeField("时间")
    ok = models.BooleanField("成功")
    how = models.CharField("方式", max_length=20)
    reason = models.CharField("结果", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["account", "-at"]),
            models.Index(fields=["address", "-at"]),
            models.Index(fields=["person", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.person or '未知账号'}"


@scoped(persons=("person_id",))
class Unlock(models.Model):
    """A security administrator ended a lock: failures before it no longer count."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="unlocks")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "解锁"

    def __str__(self) -> str:
        return f"{self.person} {self.at:%Y-%m-%d %H:%M}"


@scoped(persons=("person_id",))
class SignInLink(models.Model):
    """A one-time link. The token is only in the link; here is its hash."""

    class Purpose(models.TextChoices):
        SIGN_IN = "signin", "登录"
        FIRST = "first", "首次登录"
        RECOVER = "recover", "找回"
        FIRST_RUN = "first_run", "首次运行"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    made_by = models.CharField(max_length=80)
    note = models.CharField("身份核实", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "一次性登录链接"

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.person or '首次运行'}"


@scoped(persons=("person_id",))
class PasswordUsed(models.Model):
    """A password hash used before, so that it is not used again."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passwords_used")
    hash = models.CharField(max_length=128)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "曾用口令"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.person} {self.at:%Y-%m-%d}"


@scoped(persons=("person_id",))
class Totp(models.Model):
    """The second factor: a sealed secret, in use once confirmed. ``last_step`` refuses a code seen before."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="totp")
    sealed = models.TextField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "动态口令"

    def __str__(self) -> str:
        return f"{self.person} 的动态口令"


@scoped(persons=("person_id",))
class RecoveryCode(models.Model):
    """A code for the day the phone is lost. Each works once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"
        constraints = [
            models.UniqueConstraint(fields=["person", "code_hash"], name="recovery_code_of_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.person} 的恢复码"


@scoped(persons=("person_id",))
class ApiToken(models.Model):
    """A token for programs that act as a person, never beyond that person's own scope."""

    class Reach(models.TextChoices):
        READ = "read", "只读"
        WRITE = "write", "读写"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField("用途", max_length=60)
    hint = models.CharField("前缀", max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    reach = models.CharField("权限", max_length=6, choices=Reach.choices, default=Reach.READ)
    made_at = models.DateTimeField("创建时间")
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("吊销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "访问令牌"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name}（{self.hint}…）"


@scoped(everyone=True)
class FirstRun(models.Model):
    """How far the first run of an empty district has come. One row; once closed it never opens again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    operator = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    administrators_at = models.DateTimeField(null=True, blank=True)
    divisions_at = models.DateTimeField(null=True, blank=True)
    organisations_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "首次运行"
        constraints = [
            models.CheckConstraint(name="first_run_is_one", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return "首次运行"
