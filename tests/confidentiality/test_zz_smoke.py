from tests.support.people import visit
from tests.support.world import ALPHA, BETA
import re
PAGES = {
 "secretariat": ["/council","/council/edit","/council/undertaking","/council/constituents/new","/council/appointments/new","/council/separation",f"/council/appointments/{ALPHA.id('appointment.council')}/end","/bodies","/bodies/new",f"/bodies/{ALPHA.id('body')}",f"/bodies/{ALPHA.id('body')}/edit",f"/bodies/{ALPHA.id('body')}/members/new","/meetings","/meetings/new",f"/meetings/new?body={ALPHA.id('body')}",f"/meetings/{ALPHA.id('meeting')}",f"/meetings/{ALPHA.id('meeting')}/edit",f"/meetings/{ALPHA.id('meeting')}/attendance","/meetings?fiscal_year=2026"],
 "council": ["/council","/council/cases",f"/council/cases/{ALPHA.id('case.granted')}","/council/undertakings"],
 "unsigned": ["/council/cases"],
 "desk": ["/council",f"/cases/{ALPHA.id('case.granted')}",f"/council/cases/{ALPHA.id('case.granted')}/grants/new",f"/council/cases/{ALPHA.id('case.granted')}/recusals/new"],
 "auditor": ["/audit","/audit?action=case:read","/audit/export","/council"],
}
def test_smoke(app):
    bad=[]
    for name, pages in PAGES.items():
        v = visit(app, ALPHA, name)
        for p in pages:
            try:
                r = v.client.get(ALPHA.url(p))
                v._seen(r)
                if r.status_code!=200: bad.append((name,p,r.status_code))
            except Exception as e:
                bad.append((name,p,repr(e)[:300]))
    assert not bad, bad
