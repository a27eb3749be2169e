import { createReadStream, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { matrix } from './pipeline/math/matrix.ts';
import { fitScaler, standardise } from './pipeline/scale/standardise.ts';
import { Random } from './pipeline/math/random.ts';
import { plusPlus } from './pipeline/cluster/plus-plus.ts';
import { lloyd } from './pipeline/cluster/lloyd.ts';
import { appBehavior as P } from './pipeline/profiles/app-behavior.ts';
const ref = JSON.parse(readFileSync('../shared/data/sklearn_reference.json','utf8'));
const lines = gunzipSync(readFileSync('../shared/data/app_user_behavior_50k.csv.gz')).toString().trim().split('\n');
const head = lines[0]!.split(',');
const idx = P.features.map(f=>head.indexOf(f));
const rows = lines.slice(1).map(l=>{const v=l.split(','); return idx.map((i,j)=>{let x=v[i]===''?4:+v[i]!; const b=ref.iqr[P.features[j]!]; if(b) x=Math.min(Math.max(x,b.lower),b.upper); return x;});});
const m = matrix(rows); const sc=fitScaler(m);
for (const [j,f] of P.features.entries()) { const r=ref.scaler[f]; if(Math.abs(r.mean-sc.means[j]!)/r.mean>1e-9||Math.abs(r.std-sc.deviations[j]!)/r.std>1e-9) console.log('diff',f); }
const pts = standardise(m,sc);
const t0=performance.now(); const inert=[];
for (let s=0;s<1;s++){ const t=performance.now(); const st=plusPlus(pts,2,Random.stream(42,s)); const t2=performance.now(); const c=lloyd(pts,st,500,1e-4); inert.push([c.inertia.toFixed(1),c.iterations,(t2-t).toFixed(0),(performance.now()-t2).toFixed(0)].join(' ')); }
console.log(inert.join('\n'), performance.now()-t0);
import { openPool } from './pipeline/cluster/pool.ts';
import { silhouette, silhouettes } from './pipeline/cluster/silhouette.ts';
{
await using pool = openPool();
const { matrix: mm } = await import('./pipeline/math/matrix.ts');
console.log((await silhouettes(mm([[0],[1],[9],[10]]), Uint8Array.from([0,0,1,1]),2,pool)).reduce((a,b)=>a+b)/4);
const best = lloyd(pts, plusPlus(pts,2,Random.stream(42,5)),500,0);
const t=performance.now(); console.log(best.inertia, await silhouette(pts,best.labels,2,pool,new Random(1)), performance.now()-t);
const t4=performance.now(); console.log((await pool.startOnce({points:pts,k:2,maxIterations:500,tolerance:1e-4,seed:42,start:18})).inertia, performance.now()-t4);
}
