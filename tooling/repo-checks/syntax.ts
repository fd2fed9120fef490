import ts from "typescript";

/** The modules a TypeScript text imports, re-exports from, or loads. */
export function imported(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/**
 * Where a file uses one of these globals (`Date`) or their properties (`Math.random`), as
 * file:line. A name that the file itself declares is its own, not the global.
 */
export function uses({ file, text }: { file: string; text: string }, names: readonly string[]): string[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const declared = new Set<string>();
  const found: { name: string; line: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      if (isDeclaration(node)) declared.add(node.text);
      else if (isReference(node)) {
        const name = [node.text, `${node.text}.${propertyOf(node)}`].find((name) => names.includes(name));
        if (name) found.push({ name, line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found.filter(({ name }) => !declared.has(name)).map(({ name, line }) => `${file}:${line} uses ${name}`);
}

function isDeclaration(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isFunctionDeclaration(parent) || ts.isBindingElement(parent) || ts.isImportSpecifier(parent)) &&
    parent.name === node
  );
}

/** Whether the name stands for a value, and is not the name of a property, a member or a type. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent)) return false;
  return !("name" in parent && parent.name === node);
}

/** `random` of `Math.random`. */
function propertyOf(node: ts.Identifier): string | undefined {
  const { parent } = node;
  return ts.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : undefined;
}
