import { build, analyzeMetafile } from 'esbuild'
import { writeFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
const which=process.argv[2]
const C="export * from '@tallymark/client'", R="export * from '@tallymark/react'"
const contents={client:C,page:[C,R].join(';')}[which]
const r=await build({stdin:{contents,resolveDir:import.meta.dirname,loader:'ts'},bundle:true,splitting:true,outdir:'nowhere',minify:true,format:'esm',platform:'browser',conditions:['tallymark-source'],external:['react','react-dom','react/*'],write:false,metafile:true})
const o=Object.values(r.metafile.outputs)[0]
for(const [f,{bytesInOutput:b}] of Object.entries(o.inputs).sort((a,b)=>b[1].bytesInOutput-a[1].bytesInOutput))console.log(b,f)
console.log(o.bytes, brotliCompressSync(r.outputFiles[0].contents).length)
writeFileSync('/tmp/people/'+which+'.js',r.outputFiles[0].contents)
