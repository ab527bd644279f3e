import { basename } from 'node:path';
import { elfSections } from './elf-sections.ts';
import type { RuntimeName } from './runtime-settings.ts';

export interface RuntimeClues {
  readonly command: readonly string[];
  readonly image: string | undefined;
  readonly envNames: readonly string[];
  /** The program's file, where this machine has it. */
  readonly programFile: string | undefined;
}

export interface Detected {
  readonly name: RuntimeName;
  readonly from: string;
}

const programs: readonly (readonly [RegExp, RuntimeName])[] = [
  [/^(node|nodejs|npm|npx|yarn|pnpm|next|nest|pm2-runtime)$/, 'node'],
  [/^java$/, 'java'],
  [/^(python[\d.]*|gunicorn|uvicorn|uwsgi|celery|hypercorn|daphne|waitress-serve|flask)$/, 'python'],
  [/^dotnet$/, 'dotnet'],
];
/** Names of images, without registry and tag. */
const images: readonly (readonly [RegExp, RuntimeName])[] = [
  [/^(node|nodejs\d*.*)$/, 'node'],
  [/^(openjdk|eclipse-temurin|amazoncorretto|ibm-semeru-runtimes|sapmachine|zulu-openjdk.*|java\d*.*|tomcat|jetty)$/, 'java'],
  [/^(golang)$/, 'go'],
  [/^(python\d*.*|pypy)$/, 'python'],
  [/^(aspnet|dotnet.*|runtime)$/, 'dotnet'],
];
const variables: readonly (readonly [RegExp, RuntimeName])[] = [
  [/^NODE_(OPTIONS|ENV)$/, 'node'],
  [/^(JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|JAVA_OPTS)$/, 'java'],
  [/^(GOMEMLIMIT|GOGC|GODEBUG|GOMAXPROCS)$/, 'go'],
  [/^PYTHON[A-Z]+$/, 'python'],
  [/^(DOTNET_|ASPNETCORE_|COMPlus_)/, 'dotnet'],
];

const named = (list: readonly (readonly [RegExp, RuntimeName])[], text: string): RuntimeName | undefined => list.find(([pattern]) => pattern.test(text))?.[1];

/** The last part of the image's name: `mcr.microsoft.com/dotnet/aspnet:9.0` is `aspnet`. */
function imageName(image: string): string {
  const [withoutTag = ''] = (image.split('/').at(-1) as string).split(/[:@]/);
  return withoutTag;
}

/**
 * The runtime of a workload by its command, the sections of its program (every Go program has `.go.buildinfo`, debug/buildinfo), its image, and
 * the names of its variables, the surest first; undefined where none tells.
 */
export function detectRuntime({ command, image, envNames, programFile }: RuntimeClues): Detected | undefined {
  for (const word of command.slice(0, 2)) {
    const name = named(programs, basename(word));
    if (name !== undefined) return { name, from: `the command ${basename(word)}` };
  }
  if (programFile !== undefined && elfSections(programFile).includes('.go.buildinfo')) return { name: 'go', from: 'the build information in the program' };
  const byImage = image === undefined ? undefined : named(images, imageName(image));
  if (byImage !== undefined) return { name: byImage, from: `the image ${imageName(image as string)}` };
  const variable = envNames.find((name) => named(variables, name) !== undefined);
  return variable === undefined ? undefined : { name: named(variables, variable) as RuntimeName, from: `the variable ${variable}` };
}
