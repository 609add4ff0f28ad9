"""Functions that JavaScript lacks, written in it, each with what it calls.

Takes: the lines of a script. Returns: the helpers that these call, in an order in which each is known before it is
called. Each is within 4 units in the last place of the exact result, those of the gamma family within 10; near a zero
other than 1 and 2 the unit is one of 1.

*Source*: Chiarella & Reichel 1968, "On the evaluation of integrals related to the error function" (erfc); DLMF 7.6.1
(erf), 5.7.3 (the logarithm of gamma near 2), 5.11 and 5.15 (Stirling's series and its derivatives), 5.5.3 (reflection),
25.2.9 (zeta by Euler's and Maclaurin's sum); A. R. DiDonato and A. H. Morris 1992, "Algorithm 708" (`lbeta`);
T. J. Dekker 1971, "A floating-point technique for extending the available precision" (`lost`, x*y - product exactly);
D. E. Knuth 1997, "The Art of Computer Programming", volume 2, section 4.2.2 (`left`).
"""

import re
from collections.abc import Iterable, Mapping

HELPERS: Mapping[str, str] = {
    # IEEE 754 has 1 where the language has nan: for a base of 1, and for -1 to an infinite power.
    "power": "const power=(x,y)=>x==1||x==-1&&(y==1/0||y==-1/0)?1:Math.pow(x,y)",
    "rounded": "const rounded=x=>{const n=Math.round(x);return Math.abs(x%1)==.5&&n%2?n-1:n||x*0}",
    "signed": "const signed=(x,y)=>y<0||Object.is(y,-0)?-Math.abs(x):Math.abs(x)",
    "lost": "const lost=(x,y,p)=>{const c=134217729,a=c*x,b=c*y,h=a-(a-x),k=b-(b-y),r=x-h,s=y-k;"
    "return((h*k-p)+h*s+r*k)+r*s}",
    "erf": "const erf=x=>{const z=x*x;if(!(z<1))return x<0?erfc(-x)-1:1-erfc(x);let t=1,s=0;"
    "for(let n=1;n<24;n++)s+=(t*=-z/n)/(2*n+1);return 2/Math.sqrt(Math.PI)*(x+x*s)}",
    # For x >= 1/2: a sum over bells at multiples of pi/8 and the residue of the pole, with what rounding loses.
    "tail": "const tail=x=>{const p=x*x,r=Math.SQRT2;let s=0,c=0;const add=u=>{u-=c;const v=s+u;c=v-s-u;s=v};"
    "for(let n=24,q;n;n--)q=(n*Math.PI/8)**2,add(Math.exp(-q/2)/8/(x+x+q/x));add(.03125/x);"
    "if(x<3)add(-Math.exp(p)/Math.expm1(16*r*x)/r);return 2*r*s}",
    # exp(-x^2).
    "bell": "const bell=x=>{const p=x*x;return p<800?Math.exp(-p)*(1-lost(x,x,p)):p==p?0:p}",
    "erfc": "const erfc=x=>x<.5?x<-.5?2-erfc(-x):1-erf(x):x>30?0:bell(x)*tail(x)",
    "erfcx": "const erfcx=x=>x<.5?erfc(x)/bell(x):tail(x)",
    "mills": "const mills=x=>{const t=x/Math.SQRT2,p=x*x;if(x<0)return Math.sqrt(2/Math.PI)/erfcx(-t);"
    "return p<1600?Math.exp(-p/2)*(1-lost(x,x,p)/2)/Math.sqrt(2*Math.PI)/(1-erfc(t)/2):0*p||0}",
    # The share of the standard normal distribution above x, for x >= 0, and the logarithm of that below x.
    "upper": "const upper=x=>{const t=x/Math.SQRT2,p=x*x;"
    "return t<.65?(1-erf(t))/2:p<1600?Math.exp(-p/2)*(1-lost(x,x,p)/2)*tail(t)/2:0}",
    "lower": "const lower=x=>x<-1?Math.log(tail(-x/Math.SQRT2)/2)-x*x/2:"
    "x<0?Math.log(erfc(-x/Math.SQRT2)/2):Math.log1p(-upper(x))",
    "bernoulli": "const bernoulli=[1/6,-1/30,1/42,-1/30,5/66,-691/2730,7/6,-3617/510]",
    "stirling": "const stirling=x=>{let s=0;for(let k=8;k;k--)s=s/x/x+bernoulli[k-1]/(2*k*(2*k-1));return s/x}",
    # zeta(k) - 1 for k = 2, 3, ...
    "zetas": "const zetas=[...Array(30).keys()].map(i=>{const k=i+2,m=12;let s=0;for(let n=m-1;n>1;n--)s+=n**-k;"
    "let u=m**(1-k)/(k-1)+m**-k/2,f=k*m**(-k-1)/2;for(let j=1;j<7;j++){u+=bernoulli[j-1]*f;"
    "f*=(k+2*j-1)*(k+2*j)/m/m/((2*j+1)*(2*j+2))}return s+u})",
    # lgamma(2 + z) for abs(z) <= 1/2.
    "middle": "const middle=z=>{let s=0;for(let k=31;k>1;k--)s=(k%2?-1:1)*zetas[k-2]/k+s*z;"
    "return z*(.42278433509846713+z*s)}",
    # sin(pi*x).
    "turned": "const turned=x=>{const n=Math.round(x);return Math.sin(Math.PI*(x-n))*(n%2?-1:1)}",
    "gamma": "const gamma=x=>{if(x==0)return 1/x;if(x<-.5){if(x%1==0||x==-1/0)return NaN;const y=1-x,e=1-y-x;"
    "return y>185?0*turned(x):Math.PI/(turned(x)*gamma(y))/(1+e*Math.log(y))}"
    "if(x<.5)return Math.exp(middle(x))/(x*(1+x));if(x<1.5)return Math.exp(middle(x-1))/x;if(x>172)return 1/0;"
    "let p=1;if(x<24&&x%1==0){for(let n=2;n<x;n++)p*=n;return p}"
    "if(x<12){while(x>=2.5)p*=--x;return p*Math.exp(middle(x-2))}"
    "const h=Math.pow(x,x/2-.25);return h*(h*Math.exp(-x))*Math.sqrt(2*Math.PI)*Math.exp(stirling(x))}",
    "lgamma": "const lgamma=x=>{if(x==1/0||x==-1/0||x<=0&&x%1==0)return 1/0;"
    "if(x<-.5)return Math.log(Math.PI/Math.abs(turned(x)))-lgamma(1-x);"
    "if(x<.5)return middle(x)-Math.log1p(x)-Math.log(Math.abs(x));if(x<1.5)return middle(x-1)-Math.log(x);"
    "if(x<12){let p=1;while(x>=2.5)p*=--x;return Math.log(p)+middle(x-2)}"
    "return(x-.5)*(Math.log(x)-1)+(.4189385332046727+stirling(x))}",
    # The cotangent of pi*x, with all digits where it is near 0 too.
    "cot": "const cot=x=>{const t=x-Math.round(x);"
    "return Math.abs(t)<.25?1/Math.tan(Math.PI*t):Math.tan(Math.PI*(t<0?-.5-t:.5-t))}",
    "digamma": "const digamma=x=>{if(x<0)return x%1==0?NaN:digamma(1-x)-Math.PI*cot(x);"
    "if(x==0)return-1/x;let s=0,r=0,n=x<9?Math.ceil(9-x):0;const y=x;x+=n;while(n)s+=1/(y+--n);if(x==1/0)return x;"
    "for(let k=8;k;k--)r=(r+bernoulli[k-1]/(2*k))/x/x;return Math.log(x)-.5/x-r-s}",
    "polygamma": "const polygamma=(n,x)=>{if(n==0)return digamma(x);if(n<0||n%1||x!=x||n>1e3)return NaN;"
    "if(x<=0&&x%1==0)return n%2?1/0:x?NaN:-1/x;if(x<-1e6)return NaN;"
    "if(x<0&&n%2==0&&n<21&&Math.abs(x-Math.round(x))>.4){let p=[0,1];"
    "for(let k=0;k<n;k++)p=[...p,0].map((v,i)=>-(i+1)*(p[i+1]||0)-(i-1)*(p[i-1]||0));"
    "const c=cot(x);return polygamma(n,1-x)-Math.PI**(n+1)*(1+(n+1)*3.9e-17)*p.reduceRight((s,v)=>s*c+v,0)}"
    "if(x==1/0)return 0;let f=1,s=0,r=0;for(let k=2;k<=n;k++)f*=k;for(;x<12+n;x++)s+=f/x**(n+1);"
    "for(let k=8;k;k--){let t=bernoulli[k-1];for(let j=1;j<n;j++)t*=(2*k+j)/j;r=(r+t)/x/x}"
    "return(n%2?1:-1)*(s+f/n/x**n*(1+r)+f/2/x**(n+1))}",
    # The logarithm of gamma(b)/gamma(a+b) for b >= 10.
    "ratio": "const ratio=(a,b)=>stirling(b)-stirling(a+b)-(a+b-.5)*Math.log1p(a/b)-a*(Math.log(b)-1)",
    "lbeta": "const lbeta=(a,b)=>{if(!(a>0&&b>0))return a<0||b<0?NaN:a+b==a+b?1/0:NaN;if(a>b)return lbeta(b,a);"
    "if(b==1/0)return-1/0;if(b<10)return lgamma(a)+Math.log(gamma(b)/gamma(a+b));if(a<10)return lgamma(a)+ratio(a,b);"
    "return .9189385332046727-Math.log(b)/2+stirling(a)+stirling(b)-stirling(a+b)"
    "-(a-.5)*Math.log1p(b/a)-b*Math.log1p(a/b)}",
    # (x/y)^n with all digits of x/y, where y is so much more as it says.
    "share": "const share=(x,y,more,n)=>{const r=x/y,p=r*y;"
    "return Math.pow(r,n)*Math.exp(n*(x-p-lost(r,y,p)-r*more)/x)}",
    "beta": "const beta=(a,b)=>{if(a>b)return beta(b,a);const s=a+b,e=a-(s-b),q=gamma(a);"
    "if(a>0&&b>1e290)return a<9?q*Math.pow(b,-a):0;"
    "if(!(a>1e-307))return Math.exp(lbeta(a,b));if(b<10)return q*(gamma(b)/gamma(s))*(1-e*digamma(s));"
    "const t=share(b,s,e,b-.5),u=stirling(b)-stirling(s);return a<10?q*t*Math.pow(s,-a)*(1-a*e/s)*Math.exp(a+u):"
    "share(a,s,e,a-.5)*t*Math.sqrt(2*Math.PI/s)*Math.exp(stirling(a)+u)}",
    # What rounding has left out of a sum z = x + y.
    "left": "const left=(x,y,z)=>{const v=z-x;return x-(z-v)+(y-v)}",
    # For a small whole number a product, which has all digits where it is whole.
    "binomial": "const binomial=(n,k)=>{const m=n-k,j=k>m&&m%1==0?m:k;if(!(n>-1&&n<1/0))return NaN;"
    "if(k<0&&k%1==0||m<0&&m%1==0)return 0;if(!(k>-1&&m>-1))return NaN;let p=1;"
    "if(j%1||j>30){const a=m+1,b=k+1,c=n+1,d=digamma(a+b);return(1-left(n,1,c)/c-left(k,1,b)*(digamma(b)-d)"
    "-(left(n,-k,m)+left(m,1,a))*(digamma(a)-d))/(c*beta(a,b))}"
    "for(let i=1;i<=j;i++)p*=n-(j-i),p/=i;return p}",
    # Of a large a in powers that neither overflow nor underflow.
    "gammad": "const gammad=(a,x)=>{if(!(a>=1e-9&&a<=1e5&&x>=0))return NaN;if(x==1/0)return 0;let r=x/a,n=0;"
    "const d=a-x,l=Math.log(r);if(a>=170){if(a*(r-1-l)>760)return 0;"
    "while(Math.max(Math.abs(d),a*Math.abs(l))>600*2**n)n++;"
    "r=share(x,a,0,(a-1)/2**n)*Math.exp(d/2**n);while(n--)r*=r;"
    "return r*(1+left(a,-x,d))/Math.exp(stirling(a))/Math.sqrt(2*Math.PI*a)}"
    "if(a<1&&x)return Math.pow(x,a)/x*Math.exp(-x)/gamma(a);"
    "const h=Math.pow(x,(a-1)/2)*Math.exp(-x/2);return h*h/gamma(a)}",
    # Of large a and b in powers of what x and 1 - x are in terms of the means, as `gammad`.
    "betad": "const betad=(a,b,x)=>{const y=1-x,e=1-y-x,s=a+b,m=(z,c,f,n)=>{const w=z*s;"
    "return share(w,c,-c*(lost(z,s,w)+z*left(a,b,s)+f*s)/w,(c-1)/2**n)};"
    "if(a>10&&b>10&&s>99&&x>0&&y>0){const l=(a-1)*Math.log(x*s/a),k=(b-1)*Math.log(y*s/b);let n=0;"
    "if(l+k<-760)return 0;while(Math.max(Math.abs(l),Math.abs(k))>600*2**n)n++;let r=m(x,a,0,n)*m(y,b,e,n);"
    "while(n--)r*=r;return r*s*Math.sqrt(s/a/b/2/Math.PI)*Math.exp(stirling(s)-stirling(a)-stirling(b))}"
    "const p=(z,c)=>c<1&&z?Math.pow(z,c)/z:Math.pow(z,c-1);return p(x,a)*(p(y,b)*(1+(b-1)*e/y))/beta(a,b)}",
    # The n-th derivatives in x of both densities, at the ends of x their limits.
    "gammadx": "const gammadx=(m,n,a,x)=>{if(x==0&&a>=1e-9&&a<=1e5)return a>n+1?0:a%1?(n-Math.floor(a))%2?-1/0:1/0:"
    "((n+1-a)%2?-1:1)*binomial(n,a-1);let s=0,t=n%2?-1:1;"
    "for(let k=0;k<=n;k++)s+=t,t*=(k-n)/(k+1)*(a-1-k)/x;return s*gammad(a,x)}",
    "betadx": "const betadx=(k,m,n,a,b,x)=>{if(x==1)return(n%2?-1:1)*betadx(k,m,n,b,a,0);if(x==0&&a>=1e-9&&b>=1e-9){"
    "if(a>n+1)return 0;if(a%1)return(n-Math.floor(a))%2?-1/0:1/0;let v=((n+1-a)%2?-1:1)*binomial(n,a-1);"
    "for(let j=0;j<=n;j++)v*=b+a-1-j;return v}const p=[1],q=[1];let s=0;"
    "for(let j=1;j<=n;j++)p[j]=p[j-1]*(a-j)/x,q[j]=q[j-1]*(b-j)/(x-1);"
    "for(let j=0;j<=n;j++)s+=binomial(n,j)*p[j]*q[n-j];return s*betad(a,b,x)}",
    # Each term's difference with all digits, of the sum and of the series in 1/x.
    "psis": "const psis=(n,x,y)=>{if(n<0||n%1||n>1e3||!(x>0&&x+y>0&&x<1e15))return polygamma(n,x+y)-polygamma(n,x);"
    "if(x+y==1/0)return n?-polygamma(n,x):x==1/0?NaN:1/0;let s=0,f=1,r=0,w=1;for(let k=2;k<=n;k++)f*=k;"
    "const d=p=>y<-x/2?(x+y)**-p-x**-p:x**-p*Math.expm1(-p*Math.log1p(y/x));"
    "for(;x<12+n||x+y<12+n;x++)s+=n?f*d(n+1):y/x/(x+y);"
    "if(n){for(let k=8;k;k--){let t=bernoulli[k-1];for(let j=1;j<n;j++)t*=(2*k+j)/j;r+=t*d(n+2*k)}"
    "return(n%2?1:-1)*(s+f/n*(d(n)+r)+f/2*d(n+1))}"
    "const l=Math.log1p(y/x);for(let k=1;k<9;k++)w/=x*x,r+=bernoulli[k-1]/(2*k)*w*Math.expm1(-2*k*l);"
    "return s+l+y/x/(x+y)/2-r}",
    # x*tanh(log(1 + exp(x))).
    "mish": "const mish=x=>{const g=Math.exp(x),w=g*(g+2);"
    "return x>20?x:x<-600?x<-1500?-0:x*Math.exp(x/2)*Math.exp(x/2):x*w/(w+2)}",
}
CALL = re.compile(r"[A-Za-z]\w*")


def helpers_of(lines: Iterable[str]) -> str:
    """The helpers that lines of a script call, and those that these call."""
    needed: set[str] = set()
    waiting = [*lines]
    while waiting:
        fresh = (HELPERS.keys() & {*CALL.findall(waiting.pop())}) - needed
        needed |= fresh
        waiting += [HELPERS[name] for name in fresh]
    return "".join(f"{text};" for name, text in HELPERS.items() if name in needed)
