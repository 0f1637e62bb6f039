"""What the codes of this room are called on screen."""

from flask_babel import lazy_gettext as _l

from platform_app.members.models import MemberStatus, OrganizationKind

KINDS = {
    OrganizationKind.NPO: _l("NPO"),
    OrganizationKind.SOCIAL_WELFARE_COUNCIL: _l("Social welfare council"),
    OrganizationKind.WELFARE_COMMISSIONERS: _l("Welfare and child commissioners"),
    OrganizationKind.BANK: _l("Bank"),
    OrganizationKind.CREDIT_UNION: _l("Credit union"),
    OrganizationKind.POST_OFFICE: _l("Post office"),
    OrganizationKind.AGRICULTURAL_COOP: _l("Agricultural cooperative"),
    OrganizationKind.CONSUMER_COOP: _l("Consumer cooperative"),
    OrganizationKind.CHAMBER_OF_COMMERCE: _l("Chamber of commerce"),
    OrganizationKind.REAL_ESTATE_ASSOCIATION: _l("Real-estate association"),
    OrganizationKind.MEDICAL_ASSOCIATION: _l("Medical association"),
    OrganizationKind.COMPANY: _l("Company"),
    OrganizationKind.SCHOOL: _l("School or university"),
    OrganizationKind.MUNICIPALITY: _l("Municipality"),
    OrganizationKind.PREFECTURE_OFFICE: _l("Prefecture office"),
    OrganizationKind.POLICE: _l("Police"),
    OrganizationKind.VOLUNTARY_GROUP: _l("Voluntary group"),
    OrganizationKind.OTHER: _l("Other organization"),
}

STATUSES = {
    MemberStatus.ACTIVE: _l("Active member"),
    MemberStatus.SUSPENDED: _l("Suspended"),
    MemberStatus.WITHDRAWN: _l("Withdrawn"),
}

STATUS_TONES = {
    MemberStatus.ACTIVE: "success",
    MemberStatus.SUSPENDED: "warning",
    MemberStatus.WITHDRAWN: "neutral",
}
